import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { comparable, problemCode } from '../support/answers.ts'
import { testPersons } from '../support/bsn.ts'
import { listenIn } from '../support/conversation.ts'
import { createTestDatabase } from '../support/database.ts'
import { endSignals } from '../support/ending.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'

const database = await createTestDatabase(t)
const conversation = await listenIn(t, database.serviceUrl)
const { service, issuer, register } = await createTestService(t, {
  existing: database,
  databaseUrl: conversation.url(database.serviceUrl),
  poolSize: 1,
})
const { professionals, officer, region } = await smallRegion(database.sql, 4)
const [first, second, third, curious] = professionals.map(({ subject }) => subject) as [
  string,
  string,
  string,
  string,
]
const [child, other, alone] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))

const mine = (await register(curious, alone ?? {})).body.id as string
const theirs = (await register(first, child ?? {})).body.id as string
const open = (await register(second, child ?? {})).body.match.id as string
const lone = (await register(third, other ?? {})).body.id as string
const closedSignal = (await register(curious, other ?? {})).body.id as string
const [closed] = await database.sql<{ id: string }[]>`
  update match set closed_at = now()
   where id = (select match_id from match_participant where signal_id = ${closedSignal}) returning id`
await database.sql`update match_participant set left_at = now() where match_id = ${closed?.id ?? ''}`
await endSignals(database.sql, { ids: [closedSignal, lone] })
const [told] = await database.sql<{ id: string }[]>`
  select n.id from notification n join account a on a.id = n.recipient_id where a.subject = ${first} limit 1`
const elsewhere = await region.account({
  roles: ['follow_up_officer'],
  municipality: await region.municipality('0200'),
})

/** Ids that have the form of one, none of which is the asker's to see. */
const strange = {
  'a random id': randomUUID(),
  'the id of nothing': '00000000-0000-0000-0000-000000000000',
  'the last id': 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  "another professional's signal": theirs,
  'a match that one is not in': open,
  'a match that has ended': closed?.id ?? '',
  'a signal of ones own that has ended': closedSignal,
  "another's signal that has ended": lone,
  'what another was told': told?.id ?? '',
}

/** What is no id. */
const malformed = {
  text: 'abc',
  number: '1',
  'a BSN': child?.bsn ?? '',
  'an id and more': `${theirs}0`,
  'an id and less': theirs.slice(0, -1),
  'an id without dashes': theirs.replaceAll('-', ''),
  'an id in braces': `%7B${theirs}%7D`,
  'an id after a space': `%20${theirs}`,
  'an id before a NUL': `${theirs}%00`,
  'two ids': `${theirs},${mine}`,
  'an id with a slash': `${theirs}%2F`,
  'a path': '..%2F..%2Fetc%2Fpasswd',
  'a quote': "'%20or%201=1--",
  'half a character': '%ED%A0%80',
  'not decodable': '%ZZ',
  'a lone percent': '%',
  'cut off': '%E0%A4%A',
  '65 characters': 'a'.repeat(65),
  '1,000 characters': 'a'.repeat(1000),
  '10,000 characters': 'a'.repeat(10_000),
}

const places = {
  'GET /v1/signals/:id': { method: 'GET', address: (id: string) => `/v1/signals/${id}`, own: mine },
  'POST /v1/signals/:id/bsn-disclosures': {
    method: 'POST',
    address: (id: string) => `/v1/signals/${id}/bsn-disclosures`,
    own: mine,
  },
  'POST /v1/signals/:id/renewals': {
    method: 'POST',
    address: (id: string) => `/v1/signals/${id}/renewals`,
    payload: {},
    own: mine,
  },
  'POST /v1/signals/:id/endings': {
    method: 'POST',
    address: (id: string) => `/v1/signals/${id}/endings`,
    payload: { reason: 'unfounded' },
    own: undefined,
  },
  'POST /v1/signals/:id/letters': {
    method: 'POST',
    address: (id: string) => `/v1/signals/${id}/letters`,
    own: mine,
  },
  'POST /v1/advice-requests/:id/answers': {
    method: 'POST',
    address: (id: string) => `/v1/advice-requests/${id}/answers`,
    payload: { advice: 'grant' },
    own: undefined,
  },
  'GET /v1/matches/:id': { method: 'GET', address: (id: string) => `/v1/matches/${id}`, own: undefined },
  'GET /v1/notifications/:id': {
    method: 'GET',
    address: (id: string) => `/v1/notifications/${id}`,
    own: undefined,
  },
} as const

async function asks(subject: string) {
  const authorization = `Bearer ${await issuer.token(subject)}`
  return (method: 'GET' | 'POST', url: string, payload?: object) =>
    service.app.inject({ method, url, headers: { authorization }, ...(payload ? { payload } : {}) })
}

async function expectAlike(
  t: Test,
  subject: string,
  places: Record<string, Place>,
  extra = {},
): Promise<void> {
  const ask = await asks(subject)
  const before = await tableDigests(database.sql, { except: ['logbook'] })
  const last = await lastLine()
  const answers = new Set<string>()
  for (const [place, { method, address, payload }] of Object.entries(places)) {
    for (const [what, id] of Object.entries({ ...strange, ...malformed, ...extra })) {
      const answer = await ask(method, address(id), payload)
      t.equal(answer.statusCode, 404, `${place}: ${what}`)
      t.equal(problemCode(answer), 'not-found')
      answers.add(comparable(answer))
    }
  }
  for (const url of ['/v1/nothing', '/v1/signals/', '/nothing', '/v1', '/v2/signals'])
    answers.add(comparable(await ask('GET', url)))
  t.equal(answers.size, 1, 'one answer, byte for byte, headers included')
  t.strictSame(await tableDigests(database.sql, { except: ['logbook'] }), before, 'and nothing is kept of it')
  t.strictSame(
    [
      ...(await database.sql`
        select distinct event, coalesce(young_person_id, signal_id, match_id, notification_id, account_id, request_id) as about
          from logbook where id > ${last}`),
    ],
    [{ event: 'action_refused', about: null }],
    'but that they were refused, and not what',
  )
}

async function lastLine(): Promise<number> {
  const [line] = await database.sql<{ id: number }[]>`select coalesce(max(id), 0)::int as id from logbook`
  return line?.id ?? 0
}

type Place = {
  readonly method: 'GET' | 'POST'
  readonly address: (id: string) => string
  readonly payload?: object
}

t.test('R6: what is not yours is answered like what does not exist', async (t) => {
  await expectAlike(t, curious, places)
})

t.test('R2: a follow-up officer of another municipality finds no match', async (t) => {
  await expectAlike(t, elsewhere.subject, { match: places['GET /v1/matches/:id'] })
})

t.test('R2: nor does the officer of the municipality find a match that has ended, or a signal', async (t) => {
  const ask = await asks(officer.subject)
  t.equal((await ask('GET', `/v1/matches/${open}`)).statusCode, 200)
  const missing = comparable(await ask('GET', `/v1/matches/${randomUUID()}`))
  t.equal(comparable(await ask('GET', `/v1/matches/${closed?.id}`)), missing)
  t.equal(comparable(await ask('GET', `/v1/matches/${theirs}`)), missing)
})

t.test('what is yours is found in the same places', async (t) => {
  const ask = await asks(curious)
  t.equal((await ask('GET', `/v1/signals/${mine}`)).statusCode, 200)
  t.equal((await ask('GET', `/v1/signals/${mine.toUpperCase()}`)).statusCode, 200)
  t.equal((await ask('POST', `/v1/signals/${mine}/bsn-disclosures`)).json().bsn, alone?.bsn)
})

t.test(
  'R6: the database is asked the same, and says the same, whether or not there is something',
  async (t) => {
    const ask = await asks(curious)
    for (const [place, { method, address, payload }] of Object.entries<Place>(places)) {
      const conversations = new Map<string, string[]>()
      await ask(method, address(randomUUID()), payload) // prepares the statements
      conversation.take()
      for (const [what, id] of Object.entries(strange)) {
        await ask(method, address(id), payload)
        const said = conversation.take()
        conversations.set(said, [...(conversations.get(said) ?? []), what])
      }
      t.equal(conversations.size, 1, place, { conversations: [...conversations] })
      t.match([...conversations.keys()][0] ?? '', />E/, 'a conversation was heard')
    }
  },
)
