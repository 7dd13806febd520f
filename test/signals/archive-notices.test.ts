import t, { type Test } from 'tap'
import { crowd } from '../matching/crowd.ts'
import { deadlocks } from '../matching/deadlocks.ts'
import { shuffled } from '../matching/groups.ts'
import { asker } from '../support/ask.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { startInstances } from '../support/instances.ts'
import { inForm } from '../support/long-form.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

t.setTimeout(600_000)

const birthDate = '2015-06-01'

/** A child of whom two signals are archived: Anna's ended, Bob's lapsed. It is a year later. */
async function archived(t: Test) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now })
  const { sql } = tested.database
  const { professionals, region } = await smallRegion(sql, 5)
  const [anna, bob, cor, dina, eef] = professionals as [Account, Account, Account, Account, Account]
  const ask = asker(tested)
  const bsns = madeUpBsns()
  const [child, sibling] = [bsns.next().value, bsns.next().value]
  const register = async (who: Account, removalDate?: string, bsn = child) =>
    (await tested.register(who.subject, { bsn, birthDate, ...(removalDate ? { removalDate } : {}) })).body
      .id as string
  const end = (who: Account, id: string, reason = 'risk_gone') =>
    ask(who.subject, 'POST', `/signals/${id}/endings`, { reason })
  const notices = async (who: Account) => (await tested.get(who.subject, '/v1/archive-notices')).body.items
  const told = async () => {
    const rows = await sql<{ recipient_id: string }[]>`
      select recipient_id from notification where event = 'archived_signals_found' order by id`
    return rows.map(({ recipient_id }) => recipient_id)
  }
  const annas = await register(anna)
  const bobs = await register(bob, '2027-02-01')
  clock.now = new Date('2026-12-22T09:00:00Z')
  await end(anna, annas)
  clock.now = new Date('2027-11-22T09:00:00Z')
  return {
    ...tested,
    sql,
    region,
    clock,
    ask,
    anna,
    bob,
    cor,
    dina,
    eef,
    register,
    end,
    notices,
    told,
    annas,
    bobs,
    sibling,
  }
}

const of = (who: Account, registeredAt: string, endedDate: string) => ({
  registeredAt,
  endedDate,
  name: `Naam ${who.subject}`,
  jobTitle: 'Jeugdprofessional',
  email: who.email,
  phone: '038-1234567',
})

t.test(
  'R14: a professional who registers is told of what is archived: who, where and when, and never why',
  async (t) => {
    const { cor, dina, anna, bob, register, notices, told, get } = await archived(t)
    const id = await register(cor)
    t.strictSame(await told(), [cor.id])
    const [notice, ...more] = await notices(cor)
    t.strictSame(more, [])
    t.match(notice, { signalId: id, madeAt: '2027-11-22T09:00:00.000Z' })
    t.match(notice.archivedSignals, [
      of(bob, '2026-11-22T09:00:00.000Z', '2027-02-01'),
      of(anna, '2026-11-22T09:00:00.000Z', '2026-12-22'),
    ])
    for (const { organisation, ...signal } of notice.archivedSignals) {
      t.strictSame(Object.keys(organisation), ['id', 'name', 'domain'])
      t.strictSame(Object.keys(signal), Object.keys(of(bob, '', '')), 'and nothing else')
    }
    const { payload } = await get(cor.subject, '/v1/archive-notices')
    t.notMatch(payload, /risk_gone|lapsed|reason/)
    for (const who of [anna, bob, dina]) t.strictSame(await notices(who), [], 'and nobody else is')
  },
)

t.test('R14: once for each archived signal, also when they register again', async (t) => {
  const { cor, dina, register, end, notices, told, clock } = await archived(t)
  const first = await register(cor)
  t.equal((await notices(cor))[0].archivedSignals.length, 2)
  await end(cor, first, 'unfounded')
  t.strictSame(await notices(cor), [], 'without a signal of their own it is not theirs to see')
  const second = await register(cor)
  t.strictSame(await told(), [cor.id], 'told once')
  t.match(await notices(cor), [{ signalId: second }])
  await end(cor, second)
  clock.now = new Date('2027-11-23T09:00:00Z')
  await register(cor)
  t.strictSame(await told(), [cor.id, cor.id], 'of their own that is archived since')
  t.strictSame(
    (await notices(cor)).map(({ archivedSignals }: { archivedSignals: unknown[] }) => archivedSignals.length),
    [1, 2],
  )
  await register(dina)
  t.strictSame(
    (await notices(dina)).map((each: { archivedSignals: unknown[] }) => each.archivedSignals.length),
    [3],
  )
})

t.test(
  'R13: what has been archived for its term is not there any more, also before the daily work',
  async (t) => {
    const { cor, dina, register, notices, told, clock } = await archived(t)
    clock.now = new Date('2031-12-21T22:59:59Z')
    await register(cor)
    t.equal((await notices(cor))[0].archivedSignals.length, 2, 'a second before midnight of the last day')
    clock.now = new Date('2031-12-21T23:00:00Z')
    t.equal((await notices(cor))[0].archivedSignals.length, 1)
    await register(dina)
    t.equal((await notices(dina))[0].archivedSignals.length, 1)
    t.strictSame(await told(), [cor.id, dina.id])
    clock.now = new Date('2032-02-01T09:00:00Z')
    t.strictSame(await notices(dina), [])
  },
)

t.test(
  'R1, R11: who may not register any more, or whose signal has lapsed, sees nothing of it',
  async (t) => {
    const { cor, dina, register, notices, ask, sql, clock } = await archived(t)
    await register(cor, '2027-12-01')
    await register(dina)
    clock.now = new Date('2027-11-30T23:00:00Z')
    t.strictSame(await notices(cor), [])
    t.equal((await notices(dina)).length, 1)
    await sql`update partner set state = 'suspended'`
    t.equal((await ask(dina.subject, 'GET', '/archive-notices')).status, 403)
  },
)

t.test('R20: each look at each archived signal is logged, and a look at nothing is not', async (t) => {
  const { cor, anna, register, notices, sql, annas, bobs } = await archived(t)
  await register(cor)
  await notices(cor)
  await notices(anna)
  const [notice] = await sql`select id from notification where event = 'archived_signals_found'`
  t.strictSame(
    [
      ...(await sql`select l.ground, l.actor_id, l.signal_id, l.notification_id, y.id is not null as of_somebody
                      from logbook l left join young_person y on y.id = l.young_person_id
                     where l.event = 'archived_signals_viewed' order by l.id`),
    ],
    [bobs, annas].map((signal_id) => ({
      ground: 'Jw 7.1.4.6 lid 2',
      actor_id: cor.id,
      signal_id,
      notification_id: notice?.id,
      of_somebody: true,
    })),
  )
})

t.test('page by page, newest first', async (t) => {
  const { anna, cor, sibling, register, end, clock, get } = await archived(t)
  await register(cor)
  await end(anna, await register(anna, undefined, sibling))
  clock.now = new Date('2027-11-23T09:00:00Z')
  const newest = await register(cor, undefined, sibling)
  const { body } = await get(cor.subject, '/v1/archive-notices?limit=1')
  t.match(body.items, [{ signalId: newest }])
  t.equal(body.next, body.items[0].id)
  const rest = (await get(cor.subject, `/v1/archive-notices?limit=1&after=${body.next}`)).body
  t.equal(rest.items[0].archivedSignals.length, 2)
  t.equal(rest.next, null)
})

/** Whom the archive was to be told to, from the logbook alone: everybody who registered after a signal was archived. */
const expectedNotices = `
  select a.id as archived_signal_id, r.actor_id as professional_id
    from archived_signal a
    join logbook e on e.signal_id = a.id and e.event = 'signal_ended'
    join logbook r on r.event = 'signal_registered' and r.young_person_id = a.young_person_id and r.id > e.id
   group by 1, 2`

t.test('R14: exactly once, many at once, on several instances, again after ending', async (t) => {
  const [children, professionals] = inForm([12, 30], [40, 80])
  const { database, clock, ask, close } = await startInstances(t, 3)
  const { sql } = database
  await crowd(sql, professionals)
  const bsns = madeUpBsns()
  const persons = Array.from({ length: children }, () => bsns.next().value)
  const failed: unknown[] = []
  const call = async (subject: string, path: string, payload: object) => {
    const answer = await ask(subject, 'POST', path, payload)
    if (answer.status >= 300) failed.push(answer.body)
    return answer.body
  }
  const register = async (subject: string, bsn: string) =>
    (await call(subject, '/signals', { bsn, birthDate })).id as string
  const end = (subject: string, id: string, reason: string) =>
    call(subject, `/signals/${id}/endings`, { reason })
  const pairs = shuffled(
    persons.flatMap((bsn, n) =>
      Array.from({ length: professionals }, (_, p) => ({ bsn, subject: `p${p}`, n: n + p })),
    ),
  )

  // A third of all is archived, of every child; then everybody registers at once, some of them twice.
  const before = pairs.filter(({ n }) => n % 3 === 0)
  await Promise.all(
    before.map(async ({ bsn, subject }) => end(subject, await register(subject, bsn), 'risk_gone')),
  )
  clock.now = new Date('2026-12-22T09:00:00Z')
  const twice = pairs.filter(({ n }) => n % 5 === 0)
  const ids = await Promise.all([...pairs, ...twice].map(({ subject, bsn }) => register(subject, bsn)))
  t.equal(new Set(ids).size, pairs.length, 'one signal each')
  // Then everybody ends and registers again, all at once.
  await Promise.all(
    pairs.map(async ({ bsn, subject }, at) => {
      await end(subject, ids[at] ?? '', at % 2 === 0 ? 'risk_gone' : 'unfounded')
      await register(subject, bsn)
    }),
  )
  await close()

  t.strictSame(failed, [])
  t.equal(await deadlocks(sql), 0, 'no deadlocks')
  const [counts] = await sql.unsafe(`
    with expected as (${expectedNotices})
    select (select count(*) from expected)::int as expected,
           (select count(*) from archive_notice)::int as noted,
           (select count(*) from expected e where not exists (
              select from archive_notice n where n.archived_signal_id = e.archived_signal_id
                                             and n.professional_id = e.professional_id))::int as missed,
           (select count(*) from archive_notice n where not exists (
              select from notification t where t.id = n.notification_id and t.recipient_id = n.professional_id))::int
             as untold,
           (select count(*) from notification t where t.event = 'archived_signals_found' and not exists (
              select from archive_notice n where n.notification_id = t.id))::int as needless`)
  t.ok(counts?.expected > (children * professionals * professionals) / 3, `${counts?.expected} to be told`)
  t.strictSame(
    { ...counts },
    { expected: counts?.expected, noted: counts?.expected, missed: 0, untold: 0, needless: 0 },
  )
})
