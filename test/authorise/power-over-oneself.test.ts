import t from 'tap'
import { asker, faultsOf } from '../support/ask.ts'
import { testIssuer } from '../support/issuer.ts'
import { mergingRegion } from '../support/merging-region.ts'
import { peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'
import { rightsService } from '../support/rights.ts'
import { tableDigests } from '../support/tables.ts'

const person = { name: 'N. Nieuw', jobTitle: 'Beleidsmedewerker', phone: '0570-123456' }

t.test('R4: nobody appoints themself, under an address of their own neither', async (t) => {
  const { ask, west, administrator, database } = await mergingRegion(t)
  const before = await tableDigests(database.sql)
  for (const [by, role, municipalityCode] of [
    [administrator, 'supervisor'],
    [administrator, 'functional_administrator'],
    [administrator, 'municipal_administrator', '0150'],
    [west.administrator, 'follow_up_officer', '0150'],
    [west.administrator, 'privacy_officer', '0150'],
    [west.administrator, 'municipal_administrator', '0150'],
  ] as const) {
    const appoint = (whom: object) =>
      ask(by.subject, 'POST', '/officers', { role, municipalityCode, ...whom })
    t.strictSame(faultsOf(await appoint({ accountId: by.id })), ['/accountId oneself'], role)
    const email = by.email.toUpperCase()
    const [fault] = faultsOf(await appoint({ person: { ...person, email } }))
    t.match(fault, /^\/person\/email (oneself|already-appointed)$/, `${role}, invited`)
  }
  t.strictSame(await tableDigests(database.sql), before, 'nothing is changed')
})

t.test('R4, R5: roles that exclude each other go to nobody together, nor to one address', async (t) => {
  const { ask, west, administrator, made: region, database } = await mergingRegion(t)
  const { sql } = database
  const supervisor = await region.account({ roles: ['supervisor'] })
  const privacy = await region.account({ roles: ['privacy_officer'], municipality: '0150' })
  const followUp = await region.account({ roles: ['follow_up_officer'], municipality: '0150' })
  const appoint = (by: Account, role: string, whom: object, municipalityCode?: string) =>
    ask(by.subject, 'POST', '/officers', { role, municipalityCode, ...whom })
  const excluded = async (by: Account, role: string, { id, email }: Account, code?: string) => {
    t.strictSame(
      faultsOf(await appoint(by, role, { accountId: id }, code)),
      ['/accountId role-excluded'],
      role,
    )
    const invited = await appoint(by, role, { person: { ...person, email } }, code)
    t.strictSame(faultsOf(invited), ['/person/email role-excluded'], `${role}, invited`)
  }
  await excluded(administrator, 'functional_administrator', supervisor)
  await excluded(administrator, 'supervisor', west.administrator)
  await excluded(administrator, 'functional_administrator', west.administrator)
  await excluded(administrator, 'municipal_administrator', supervisor, '0193')
  await excluded(west.administrator, 'municipal_administrator', privacy, '0150')
  const both = await appoint(west.administrator, 'privacy_officer', { accountId: followUp.id }, '0150')
  t.equal(both.status, 201, 'these two go together')

  const give = (account: Account, role: string, from: string, until: string | null = null) =>
    sql`insert into role_assignment values (gen_random_uuid(), ${account.id}, ${role}, null, ${from}, ${until})`
  await t.rejects(give(administrator, 'supervisor', '2026-10-01'), { message: /exclude each other/ })
  await t.rejects(give(privacy, 'professional', '2026-10-01'), { message: /exclude each other/ })
  await give(supervisor, 'functional_administrator', '2010-01-01', '2019-12-31')
  await t.rejects(
    sql`update role_assignment set until_date = null where account_id = ${supervisor.id}`,
    { message: /exclude each other/ },
    'one that is over goes on beside the other',
  )
})

t.test('R4, R20: the other administrators hear of every appointment and of its end', async (t) => {
  const { ask, west, east, administrator, made: region, database } = await mergingRegion(t)
  const another = await region.account({ roles: ['functional_administrator'] })
  const privacy = await region.account({ roles: ['privacy_officer'], municipality: '0150' })
  const colleague = await region.account({ roles: ['municipal_administrator'], municipality: '0150' })
  const told = async () => {
    const rows = await database.sql<{ recipient_id: string }[]>`
      with told as (delete from notification where event = 'officers_changed' returning recipient_id)
      select recipient_id from told`
    return rows.map(({ recipient_id }) => recipient_id).sort()
  }
  const ids = (...accounts: Account[]) => accounts.map(({ id }) => id).sort()
  let turn = 0
  const appoint = (by: Account, role: string, municipalityCode?: string) =>
    ask(by.subject, 'POST', '/officers', {
      role,
      municipalityCode,
      person: { ...person, email: `n${turn++}@o.example` },
    })
  const followUp = await appoint(west.administrator, 'follow_up_officer', '0150')
  t.strictSame(await told(), ids(privacy, colleague), 'in a municipality')
  await appoint(administrator, 'supervisor')
  t.strictSame(await told(), ids(another), 'in the index as a whole')
  await appoint(administrator, 'municipal_administrator', '0193')
  t.strictSame(await told(), ids(another, east.administrator), 'an administrator')
  const ended = await ask(west.administrator.subject, 'POST', `/officers/${followUp.body.id}/endings`, {
    untilDate: '2026-10-01',
  })
  t.equal(ended.status, 201)
  t.strictSame(await told(), ids(privacy, colleague), 'and of an end')
})

t.test('R3: nobody hands signals over to themself, nor stands in by their own hand', async (t) => {
  const tested = await peopleService(t, 2)
  const { region, organisation, database, register } = tested
  const ask = asker(tested)
  const [colleague] = tested.professionals as [Account]
  const both = await region.account({ organisation, roles: ['professional', 'coordinator'] })
  await register(colleague.subject, { bsn: '999993653', birthDate: '2015-06-01' })
  const before = await tableDigests(database.sql)
  const post = (path: string, body: object) =>
    ask(both.subject, 'POST', `/professionals/${colleague.id}/${path}`, body)
  const handed = await post('hand-overs', { toProfessionalId: both.id })
  t.strictSame(faultsOf(handed), ['/toProfessionalId oneself'])
  t.strictSame(faultsOf(await post('withdrawals', { handOverToId: both.id })), ['/handOverToId oneself'])
  const away = { deputy: { id: both.id }, fromDate: '2026-11-22', untilDate: '2026-12-22' }
  t.strictSame(faultsOf(await post('absences', away)), ['/deputy/id oneself'])
  t.strictSame(await tableDigests(database.sql), before, 'nothing is changed')

  const another = await region.account({ organisation, roles: ['professional', 'coordinator'] })
  const byAnother = await ask(another.subject, 'POST', `/professionals/${colleague.id}/hand-overs`, {
    toProfessionalId: both.id,
  })
  t.match(byAnother, { status: 201, body: { handedOver: 1 } }, 'another coordinator hands it to them')
  const told = () =>
    database.sql`select recipient_id from notification where event = 'taken_over_by_colleague' order by id`
  t.strictSame(
    (await told()).map(({ recipient_id }) => recipient_id),
    [colleague.id],
    'and the former owner hears of it',
  )
  const deputy = { ...away, deputy: { id: another.id } }
  t.equal((await post('absences', deputy)).status, 201)
  t.equal((await told()).length, 2, 'as of a deputy')
  const own = await ask(both.subject, 'POST', `/professionals/${both.id}/absences`, deputy)
  t.equal(own.status, 201)
  t.equal((await told()).length, 2, 'who records their own absence knows of it')
})

t.test('R1, R20: the database lets nobody reach for more by their own hand either', async (t) => {
  const tested = await peopleService(t, 2)
  const { region, organisation, database } = tested
  const [colleague] = tested.professionals as [Account]
  const coordinator = await region.account({ organisation, roles: ['professional', 'coordinator'] })
  const administrator = await region.account({ roles: ['municipal_administrator'], municipality: '0193' })
  const functional = await region.account({ roles: ['functional_administrator'] })
  const as = (who: Account, statement: string) =>
    database.sql.begin(async (tx) => {
      await tx`set local role verwijsindex_service`
      await tx`select act_as(${testIssuer}, ${who.subject}, '2026-11-22')`
      await tx.unsafe(statement)
    })
  const denied = { code: '42501' }
  const role = (who: Account, name: string, code = 'null') =>
    `insert into role_assignment values (gen_random_uuid(), '${who.id}', '${name}', ${code}, '2026-11-22')`
  await t.rejects(as(functional, role(functional, 'functional_administrator')), denied)
  await t.rejects(as(administrator, role(administrator, 'follow_up_officer', `'0193'`)), denied)
  await t.rejects(as(coordinator, role(coordinator, 'professional')), denied)
  await t.rejects(
    as(coordinator, `select hand_over_signals('${colleague.id}', '${coordinator.id}', null, now())`),
    denied,
  )
  await t.rejects(
    as(
      coordinator,
      `insert into absence values (gen_random_uuid(), '${colleague.id}', '${coordinator.id}', '2026-11-22', '2026-12-22')`,
    ),
    denied,
  )
})

t.test('R21: who opens a request does not decide on it', async (t) => {
  const { ask, zwolle, region, open, database } = await rightsService(t)
  const person = { bsn: '999993653', birthDate: '2015-06-01' }
  const { id } = await open('access', person)
  const decide = (who: Account) =>
    ask(who.subject, 'POST', `/subject-requests/${id}/decisions`, { decision: 'granted' })
  const own = await decide(zwolle.opener)
  t.match(own, { status: 409, body: { type: 'urn:verwijsindex:problem:opened-by-decider' } })
  const [request] = await database.sql`select decision, decided_by from subject_request where id = ${id}`
  t.strictSame(request, { decision: null, decided_by: null })
  t.equal((await decide(zwolle.privacyOfficer)).status, 201)
  t.equal((await decide(zwolle.opener)).body.type, 'urn:verwijsindex:problem:request-decided')
  const third = await region.account({ roles: ['privacy_officer'], municipality: zwolle.code })
  t.equal((await ask(third.subject, 'GET', `/subject-requests/${id}/access-document`)).status, 200)
})
