import t, { type Test } from 'tap'
import { endOwnSignal } from '../../src/signals/end-own-signal.ts'
import { asker } from '../support/ask.ts'
import { testPersons } from '../support/bsn.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { sharedKeys } from '../support/registration.ts'
import { createTestService } from '../support/service.ts'
import { tableDigests } from '../support/tables.ts'

const [child, other] = testPersons as unknown as [(typeof testPersons)[0], (typeof testPersons)[0]]
const bodyOf = ({ bsn, birthDate }: { bsn: string; birthDate: string }) => ({ bsn, birthDate })
const nowhere = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01'

/** Professionals under one convenant, of whom the first so many have registered the same child. */
async function registered(t: Test, professionals = 3, first = 2) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now })
  const { sql } = tested.database
  const small = await smallRegion(sql, professionals)
  const ask = asker(tested)
  const ids: string[] = []
  for (const { subject } of small.professionals.slice(0, first))
    ids.push((await tested.register(subject, bodyOf(child))).body.id)
  clock.now = new Date('2026-11-23T09:00:00Z')
  const end = (who: Account, id: string, reason = 'risk_gone') =>
    ask(who.subject, 'POST', `/signals/${id}/endings`, { reason })
  const count = async (table: string) => {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)}`
    return row?.n
  }
  const lines = async (event: string) => [
    ...(await sql`select ground, reason, actor_id, organisation_id, signal_id, match_id, account_id
                    from logbook where event::text = ${event} order by id`),
  ]
  const [anna, bob, cor] = small.professionals as [Account, Account, Account]
  return { ...tested, ...small, anna, bob, cor, sql, ask, end, ids, clock, count, lines }
}

t.test('R10, R13: where the risk is gone the signal goes to the archive, of the day', async (t) => {
  const { anna, ids, end, get, sql, count, lines, organisations } = await registered(t)
  t.strictSame(await end(anna, ids[0] ?? ''), { status: 204, body: null, payload: '' })
  t.strictSame(
    [
      ...(await sql`select id, professional_id, ended_date::text, until_date::text, reason from archived_signal`),
    ],
    [
      {
        id: ids[0],
        professional_id: anna.id,
        ended_date: '2026-11-23',
        until_date: '2031-11-23',
        reason: 'risk_gone',
      },
    ],
  )
  t.equal((await get(anna.subject, `/v1/signals/${ids[0]}`)).status, 404)
  t.strictSame((await get(anna.subject, '/v1/signals')).body.items, [])
  t.equal(await count('signal'), 1, 'the other’s stays')
  t.strictSame(await lines('signal_ended'), [
    {
      ground: 'Jw 7.1.4.5 lid 1',
      reason: 'risk_gone',
      actor_id: anna.id,
      organisation_id: organisations[0],
      signal_id: ids[0],
      match_id: null,
      account_id: null,
    },
  ])
})

t.test('R10, R13: what was unfounded is destroyed, and nothing of it is archived', async (t) => {
  const { anna, ids, end, count, sql } = await registered(t)
  t.equal((await end(anna, ids[0] ?? '', 'unfounded')).status, 204)
  t.equal(await count('archived_signal'), 0)
  t.equal(await count('signal'), 1)
  t.strictSame(
    [...(await sql`select kind, reason from destruction`)],
    [{ kind: 'signal', reason: 'unfounded' }],
  )
  t.strictSame([...(await sql`select 1 from notification where signal_id = ${ids[0] ?? ''}`)], [])
  t.strictSame([...(await sql`select 1 from match_participant where signal_id = ${ids[0] ?? ''}`)], [])
})

t.test('R7, R10: with the last unfounded signal nothing of the young person is left', async (t) => {
  const { anna, bob, ids, end, count, sql } = await registered(t)
  await end(anna, ids[0] ?? '', 'unfounded')
  await end(bob, ids[1] ?? '', 'unfounded')
  for (const table of [
    'signal',
    'archived_signal',
    'young_person',
    'identity_index',
    'match',
    'match_participant',
    'idempotency_key',
  ])
    t.equal(await count(table), 0, table)
  t.strictSame(
    [...(await sql`select 1 from notification where match_id is not null or signal_id is not null`)],
    [],
  )
  t.strictSame(
    [...(await sql`select 1 from logbook where young_person_id is not null`)],
    [],
    'the logbook forgot who it was',
  )
  t.strictSame((await sql`select kind from destruction order by id`).map(({ kind }) => kind).sort(), [
    'signal',
    'signal',
    'young_person',
  ])
})

t.test('R13: an unfounded last signal leaves what is archived as it is', async (t) => {
  const { anna, bob, ids, end, count } = await registered(t)
  await end(anna, ids[0] ?? '')
  await end(bob, ids[1] ?? '', 'unfounded')
  t.equal(await count('archived_signal'), 1)
  t.equal(await count('young_person'), 1)
})

t.test(
  'R6: not one’s own, ended, lapsed, destroyed and never there are one answer, byte for byte',
  async (t) => {
    const { anna, bob, cor, ids, end, ask, clock, register, sql } = await registered(t, 3, 2)
    const lapsing = (await register(cor.subject, { ...bodyOf(other), removalDate: '2026-11-24' })).body.id
    await end(anna, ids[0] ?? '', 'unfounded')
    clock.now = new Date('2026-11-23T23:00:00Z')
    const before = await tableDigests(sql, { except: ['logbook'] })
    const answers = new Set<string>()
    for (const path of ['endings', 'renewals']) {
      const body = path === 'endings' ? { reason: 'risk_gone' } : {}
      for (const [who, id] of [
        [anna, nowhere],
        [anna, ids[1]],
        [anna, ids[0]],
        [bob, ids[0]],
        [cor, lapsing],
        [cor, ids[1]],
      ] as const) {
        const { status, payload } = await ask(who.subject, 'POST', `/signals/${id}/${path}`, body)
        answers.add(JSON.stringify([status, payload]))
      }
    }
    t.equal(answers.size, 1)
    t.match([...answers][0], /^\[404,/)
    t.strictSame(await tableDigests(sql, { except: ['logbook'] }), before, 'and nothing is kept of it')
    const told = await sql`
      select signal_id, young_person_id from logbook where event = 'action_refused' and occurred_at = ${clock.now}`
    t.strictSame(
      [...told],
      Array(3).fill({ signal_id: null, young_person_id: null }),
      'but that each of them was refused something',
    )
  },
)

t.test('R11: on its last day a signal can be ended, up to midnight in Amsterdam', async (t) => {
  const { cor, register, end, clock, sql } = await registered(t, 3, 0)
  const { id } = (await register(cor.subject, { ...bodyOf(child), removalDate: '2026-11-25' })).body
  clock.now = new Date('2026-11-24T22:59:59Z')
  t.equal((await end(cor, id)).status, 204)
  t.strictSame([...(await sql`select ended_date::text from archived_signal`)], [{ ended_date: '2026-11-24' }])
})

t.test('R1: who may not register any more ends nothing', async (t) => {
  const { anna, ids, end, sql, count } = await registered(t)
  await sql`update partner set state = 'suspended'`
  t.equal((await end(anna, ids[0] ?? '')).status, 403)
  t.equal(await count('signal'), 2)
})

t.test('who ended a signal may register again, and meets the others in the same match', async (t) => {
  const { anna, ids, end, register, sql } = await registered(t, 3, 3)
  const [before] = await sql<{ id: string }[]>`select id from match where closed_at is null`
  for (const reason of ['unfounded', 'risk_gone']) {
    const [own] = await sql<{ id: string }[]>`select id from signal where professional_id = ${anna.id}`
    t.equal((await end(anna, own?.id ?? '', reason)).status, 204)
    const again = await register(anna.subject, bodyOf(child))
    t.equal(again.status, 201)
    t.not(again.body.id, ids[0])
    t.equal(again.body.match.id, before?.id)
    t.equal(again.body.match.participants.length, 2)
  }
})

t.test('delivery is woken where there is something to tell, and only then', async (t) => {
  const { anna, bob, ids, service, issuer } = await registered(t)
  const woken: string[] = []
  const story = {
    database: service.database,
    clock: () => new Date('2026-11-23T09:00:00Z'),
    keys: sharedKeys,
    logbookOrigin: '',
    onUnreadable: () => {},
    wake: () => woken.push('woken'),
  }
  const iss = issuer.issuer
  await endOwnSignal(story, { iss, sub: anna.subject }, ids[0] ?? '', 'risk_gone')
  t.strictSame(woken, ['woken'], 'the other of two')
  await endOwnSignal(story, { iss, sub: bob.subject }, ids[1] ?? '', 'risk_gone')
  t.strictSame(woken, ['woken'], 'and nobody after that')
})
