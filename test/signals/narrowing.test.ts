import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { asker } from '../support/ask.ts'
import { endSignals } from '../support/ending.ts'
import { peopleService } from '../support/people.ts'

const bsn = '999993653'
const [right, wrong] = ['2008-03-01', '2012-03-01']

for (const order of [
  [right, wrong],
  [wrong, right],
] as const) {
  t.test(`R8, R9: an error that is taken back keeps nobody longer: ${order.join(' then ')}`, async (t) => {
    const { database, register, neighbour, professionals } = await peopleService(t, 1)
    const [first, other] = [professionals[0], (await neighbour()).professional]
    await register(first?.subject ?? '', { bsn, birthDate: order[0] })
    await register(other.subject, { bsn, birthDate: order[1] })
    const state = async () => {
      const [row] = await database.sql<{ until: string; conflicts: number }[]>`
        select destruction_date::text as until, (select count(*)::int from identity_conflict) as conflicts from young_person`
      return row
    }
    t.strictSame(await state(), { until: '2035-03-01', conflicts: 1 }, 'the later date holds')
    const mistaken = order[0] === wrong ? first : other
    await endSignals(database.sql, { professional: mistaken?.id ?? '' }, 'unfounded')
    t.strictSame(await state(), { until: '2031-03-01', conflicts: 0 })
  })
}

t.test('R8, R9: the date goes with the last who stated it, in each order of disagreeing', async (t) => {
  const { database, register, neighbour, professionals } = await peopleService(t, 1)
  const others = [(await neighbour()).professional, (await neighbour()).professional]
  await register(professionals[0]?.subject ?? '', { bsn, birthDate: right })
  // The second of these agrees with what holds by then: no conflict is found with it.
  for (const other of others) await register(other.subject, { bsn, birthDate: wrong })
  const until = async () =>
    (await database.sql`select destruction_date::text as until from young_person`)[0]?.until
  await endSignals(database.sql, { professional: others[0]?.id ?? '' }, 'unfounded')
  t.equal(await until(), '2035-03-01')
  await endSignals(database.sql, { professional: others[1]?.id ?? '' }, 'unfounded')
  t.equal(await until(), '2031-03-01')
})

t.test('R8, R9: what is archived still counts for the date, as long as it is there', async (t) => {
  const { database, register, neighbour, professionals } = await peopleService(t, 1)
  const [first, other] = [professionals[0], (await neighbour()).professional]
  await register(first?.subject ?? '', { bsn, birthDate: right })
  await register(other.subject, { bsn, birthDate: wrong })
  await endSignals(database.sql, { professional: other.id }, 'risk_gone')
  const [row] = await database.sql`select destruction_date::text as until from young_person`
  t.equal(row?.until, '2035-03-01')
})

t.test(
  'R6, R8, R12: a renewal goes by the birth date of its own signal, not by another that holds',
  async (t) => {
    const service = await peopleService(t, 1)
    const { database, register, neighbour, professionals, clock } = service
    const [first, other] = [professionals[0], (await neighbour()).professional]
    clock.now = new Date('2030-11-22T09:00:00Z')
    const { body } = await register(first?.subject ?? '', { bsn, birthDate: right })
    await register(other.subject, { bsn, birthDate: wrong })
    const until = async () =>
      (await database.sql`select removal_date::text as until from signal order by id`)[0]?.until
    await asker(service)(first?.subject ?? '', 'POST', `/signals/${body.id}/renewals`, {})
    t.equal(await until(), '2031-03-01')
    await endSignals(database.sql, { professional: other.id }, 'unfounded', '2030-11-22')
    t.equal(await until(), '2031-03-01')
  },
)

t.test(
  'R12: a reminder that is being made of a signal that is destroyed leaves nothing behind',
  async (t) => {
    const { database, register, professionals } = await peopleService(t, 1)
    const { sql } = database
    await register(professionals[0]?.subject ?? '', { bsn, birthDate: right, removalDate: '2026-12-23' })
    let ended: Promise<void> | undefined
    await sql.begin(async (tx) => {
      const [made] = await tx`select remind_of_lapse('2026-11-23T09:00:00Z', '2026-11-23', 100) as n`
      t.equal(made?.n, 1)
      ended = endSignals(sql, {}, 'unfounded', '2026-11-23')
      await sleep(300)
    })
    await ended
    const [left] =
      await sql`select (select count(*) from signal)::int as signals, (select count(*) from notification)::int as told`
    t.strictSame(left, { signals: 0, told: 0 })
  },
)

t.test(
  'R20: a young person who is destroyed after the certificate of the day is in that of the next',
  async (t) => {
    const { database, register, neighbour, professionals } = await peopleService(t, 1)
    const { sql } = database
    const [first, other] = [professionals[0], (await neighbour()).professional]
    await register(first?.subject ?? '', { bsn, birthDate: right })
    await register(other.subject, { bsn, birthDate: wrong })
    for (const day of ['2031-03-01', '2031-03-02'])
      await sql`insert into retention_run (day, rule, started_at, finished_at, digest)
              values (${day}, 'turned_23', now(), ${day === '2031-03-01' ? sql`now()` : null}, '')`
    await endSignals(sql, { professional: other.id }, 'unfounded', '2031-03-01')
    t.equal((await sql`select from young_person`).length, 0, 'the 23rd birthday by what is left had come')
    const [taken] = await sql<{ today: number; tomorrow: number }[]>`
    select cardinality(taken_by_rule('turned_23', '2031-03-01')) as today,
           cardinality(taken_by_rule('turned_23', '2031-03-02')) as tomorrow`
    t.strictSame(taken, { today: 0, tomorrow: 1 })
  },
)
