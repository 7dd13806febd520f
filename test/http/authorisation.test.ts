import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { scopes } from '../../src/ground/scopes.ts'
import { comparable, problemCode } from '../support/answers.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { operationsOf, servedDocument } from '../support/document.ts'
import { testIssuer } from '../support/issuer.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'
import { expectations, expected, roles, type Subject, states } from './authorisation-table.ts'
import { nowhere, prepare, requests, type Wanted } from './requests.ts'

// Every operation, in every role and state: some minutes on a machine that has other things to do.
t.setTimeout(900_000)

const { service, issuer, database, register } = await createTestService(t)
const { app } = service
const operations = operationsOf(await servedDocument(app))
const bsns = madeUpBsns()
const made = region(database.sql)

let lastMunicipality = 1000
const refusedRegistration = {
  event: 'registration_refused',
  young_person_id: null,
  signal_id: null,
  match_id: null,
}
const ofMunicipality = new Set(['follow_up_officer', 'municipal_administrator', 'privacy_officer'])
/** Everything that was answered with 403 not-permitted, as it can be compared. */
const refusals = new Set<string>()

async function ask(operation: string, token: string | undefined, wanted: Omit<Wanted, 'bsn'> = nowhere) {
  const request = requests[operation]?.({ bsn: bsns.next().value, ...wanted })
  if (!request) throw new Error(`no request for ${operation}`)
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return app.inject({ ...request, headers: { ...request.headers, ...authorization } })
}

/** An organisation under a convenant of its own, with an account in each role, and a match of its professional. */
async function populate() {
  const municipality = await made.municipality(String(lastMunicipality++))
  const convenant = await made.convenant([municipality])
  const organisation = await made.organisation()
  const partnerId = await made.partner(convenant, organisation)
  const accounts = await Promise.all(
    roles.map((role) =>
      made.account({
        organisation,
        roles: [role],
        ...(ofMunicipality.has(role) ? { municipality } : {}),
      }),
    ),
  )
  const elsewhere = await made.convenant([municipality])
  const neighbours = await made.organisation()
  await made.partner(elsewhere, neighbours)
  const neighbour = await made.account({ organisation: neighbours })
  const body = { bsn: bsns.next().value, birthDate: '2015-06-01' }
  const signalId: string = (await register(accounts[0]?.subject ?? '', body)).body.id
  const matchId: string = (await register(neighbour.subject, body)).body.match.id
  const [told] = await database.sql<{ id: string }[]>`
    select id from notification where recipient_id = ${accounts[0]?.id ?? ''} and match_id = ${matchId}`
  const another = { bsn: bsns.next().value, birthDate: '2015-06-01' }
  const endingId: string = (await register(accounts[0]?.subject ?? '', another)).body.id
  const subject: Subject = {
    municipality,
    convenant,
    organisation,
    accounts: accounts.map(({ id }) => `'${id}'`).join(),
  }
  const wanted = {
    signalId,
    endingId,
    matchId,
    notificationId: told?.id ?? '',
    municipality,
    convenantId: convenant,
    organisationId: organisation,
    partnerId,
    accountId: accounts[0]?.id ?? '',
    colleagueId: (await made.account({ organisation })).id,
    officerId: accounts[2]?.roleIds[0] ?? '',
    absenceId: await made.absence(accounts[0]?.id ?? '', accounts[1]?.id ?? ''),
    requestId: await made.subjectRequest(municipality, signalId),
    leaverId: (await made.account({ organisation })).id,
    windDownId: await made.windDown(await made.convenant([municipality]), municipality),
  }
  return { accounts, subject, wanted }
}

async function lastLine(): Promise<number> {
  const [line] = await database.sql<{ id: number }[]>`select coalesce(max(id), 0)::int as id from logbook`
  return line?.id ?? 0
}

/** What the logbook tells of whom it was refused something: a line for each, about nobody else. */
async function refusedSince(last: number) {
  const [row] = await database.sql`
    select count(*)::int as lines, count(distinct actor_id)::int as actors,
           count(coalesce(young_person_id, signal_id, match_id, notification_id, account_id, partner_id))::int as about
      from logbook where id > ${last} and event = 'action_refused'`
  return { ...row }
}

t.test('every operation of the document has its row, and no other has', async (t) => {
  const documented = operations.map(({ operationId }) => operationId).sort()
  t.strictSame(Object.keys(expectations).sort(), documented)
  t.strictSame(Object.keys(requests).sort(), documented)
})

for (const { name, standing, change } of states) {
  t.test(`R1-R6: who may do what: ${name}`, async (t) => {
    const { accounts, subject, wanted } = await populate()
    for (const statement of change(subject)) await database.sql.unsafe(statement)
    const tokens = await Promise.all(accounts.map(({ subject }) => issuer.token(subject)))
    const cases = tokens.flatMap((token, role) =>
      operations.map(({ operationId }) => ({
        token,
        role,
        operationId,
        status: expected(operationId, { name, standing }, role),
      })),
    )
    const refused = cases.filter(({ status }) => status === 403)
    const before = await tableDigests(database.sql, { except: ['logbook'] })
    const last = await lastLine()
    for (const { token, role, operationId } of refused) {
      const answer = await ask(operationId, token, wanted)
      t.equal(answer.statusCode, 403, `${operationId} as ${roles[role]}`)
      refusals.add(comparable(answer))
    }
    t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before, 'refusals leave nothing')
    t.strictSame(
      [
        ...(await database.sql`
          select event, young_person_id, signal_id, match_id from logbook
           where id > ${last} and event <> 'action_refused'`),
      ],
      refused.filter(({ operationId }) => operationId === 'registerSignal').map(() => refusedRegistration),
      'but a line about each registration refused',
    )
    const known = await database.sql`
      select from account where issuer = ${testIssuer} and subject = any (${accounts.map(({ subject }) => subject)})`
    t.strictSame(await refusedSince(last), { lines: known.length, actors: known.length, about: 0 })
    for (const { token, role, operationId, status } of cases.filter(({ status }) => status !== 403)) {
      const ready = { ...wanted, ...(await prepare[operationId]?.(wanted, made)) }
      t.equal((await ask(operationId, token, ready)).statusCode, status, `${operationId} as ${roles[role]}`)
    }
  })
}

t.test('R6: every refusal is the same, byte for byte, for every request and every reason', async (t) => {
  t.equal(refusals.size, 1)
})

t.test('R1: a token without the scope of the route is refused, alike for every route', async (t) => {
  const { accounts, wanted } = await populate()
  const answers: LightMyRequestResponse[] = []
  for (const { operationId, scope } of operations) {
    for (const { subject } of accounts.slice(0, 2)) {
      const others = Object.keys(scopes).filter((other) => other !== scope)
      for (const narrow of [undefined, '', others.join(' '), `${scope}x`, scope.toUpperCase(), [scope]]) {
        answers.push(await ask(operationId, await issuer.token(subject, { scope: narrow }), wanted))
      }
    }
  }
  t.strictSame([...new Set(answers.map(problemCode))], ['insufficient-scope'])
  t.equal(new Set(answers.map(comparable)).size, 1)
})

t.test('nobody, and somebody without an account, get nowhere', async (t) => {
  const stranger = await issuer.token('stranger')
  const before = await tableDigests(database.sql, { except: ['logbook'] })
  for (const { operationId } of operations) {
    t.equal((await ask(operationId, undefined)).statusCode, 401, operationId)
    const answer = await ask(operationId, stranger)
    const expectation = expectations[operationId]
    if (expectation && 'open' in expectation) {
      t.equal(answer.statusCode, expectation.open, operationId)
      continue
    }
    t.equal(answer.statusCode, 403, operationId)
    t.ok(refusals.has(comparable(answer)), 'as any other refusal')
  }
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before)
})
