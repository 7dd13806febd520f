import { createHash } from 'node:crypto'
import t from 'tap'
import { ClockRefused } from '../../src/retention/clock-refused.ts'
import { runRetention } from '../../src/retention/run-retention.ts'
import { goByOwnClock } from '../support/any-clock.ts'
import { type Clockwork, clockwork } from '../support/clockwork.ts'

t.setTimeout(120_000)

type Certificate = { rule: string; day: string; count: number; digest: Buffer }

const certificates = ({ sql }: Clockwork) => sql<Certificate[]>`
  select reason as rule, day::text, count::int, digest from logbook where event = 'retention_certified' order by id`

const sha256 = (of: string | Buffer) => createHash('sha256').update(of).digest()

/** The digest of a certificate, made again from ids as its document says. */
function digestOf(ids: readonly string[]): Buffer {
  return sha256(Buffer.concat(ids.map(sha256).sort(Buffer.compare)))
}

t.test(
  'R8, R11, R13: what has come to its date leaves by its rule, and nothing else; each rule has a certificate',
  async (t) => {
    const works = await clockwork(t)
    const { sql, person } = works
    const grown = await person({
      destructionDate: '2026-11-22',
      active: ['2027-01-01'],
      archived: ['2026-01-01'],
    })
    const lapsing = await person({ active: ['2026-11-22', '2026-11-23'] })
    const longGone = await person({ active: ['2021-11-22'] })
    const ended = await person({ archived: ['2021-11-22'] })
    const both = await person({ active: ['2027-01-01'], archived: ['2021-11-22', '2021-11-23'] })
    const untouched = await person({
      destructionDate: '2026-11-23',
      active: ['2026-11-23'],
      archived: ['2021-11-23'],
    })

    t.match(await works.run(), { outcome: 'finished' })

    const left = await sql<{ id: string }[]>`select id from young_person`
    t.strictSame(
      left.map(({ id }) => id).sort(),
      [lapsing.person, both.person, untouched.person].sort(),
      'a young person who turned 23, and of whom nothing was left, is gone',
    )
    t.strictSame(
      (await sql`select id from signal`).map(({ id }) => id).sort(),
      [lapsing.active[1], both.active[0], untouched.active[0]].sort(),
    )
    t.strictSame(
      (await sql`select id, reason, ended_date::text as date from archived_signal`)
        .map(({ id, reason, date }) => `${id} ${reason} ${date}`)
        .sort(),
      [
        `${both.archived[1]} risk_gone 2021-11-23`,
        `${untouched.archived[0]} risk_gone 2021-11-23`,
        `${lapsing.active[0]} lapsed 2026-11-22`,
      ].sort(),
    )
    const day = '2026-11-22'
    t.strictSame(
      (await certificates(works)).map((row) => ({ ...row })),
      [
        { rule: 'turned_23', day, count: 1, digest: digestOf([grown.person]) },
        {
          rule: 'lapsed',
          day,
          count: 2,
          digest: digestOf([lapsing.active[0] ?? '', longGone.active[0] ?? '']),
        },
        {
          rule: 'archive_ended',
          day,
          count: 3,
          digest: digestOf([longGone.active[0] ?? '', ended.archived[0] ?? '', both.archived[0] ?? '']),
        },
      ],
      'each digest can be made again from what left',
    )
    t.equal((await sql`select from logbook where young_person_id = ${grown.person}`).length, 0)
    t.equal((await sql`select from logbook where young_person_id = ${lapsing.person}`).length > 0, true)
  },
)

t.test(
  'R20: one certificate for each rule and day, also for nothing, and however often it is asked for',
  async (t) => {
    const works = await clockwork(t)
    t.strictSame(await works.run(), { outcome: 'finished', done: 0, told: 0 })
    t.strictSame(await works.run(), { outcome: 'finished', done: 0, told: 0 })
    works.clock.now = new Date('2026-11-23T09:00:00Z')
    await works.run()
    t.strictSame(
      (await certificates(works)).map(({ rule, day, count }) => [rule, day, count]),
      ['2026-11-22', '2026-11-23'].flatMap((day) =>
        ['turned_23', 'lapsed', 'archive_ended'].map((rule) => [rule, day, 0]),
      ),
    )
  },
)

t.test(
  'interrupted, and resumed; of a day that was not finished the certificate says what was done',
  async (t) => {
    const works = await clockwork(t)
    for (let n = 0; n < 2; n++) await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
    let rounds = 0
    t.match(await works.run(() => rounds++ > 0), { outcome: 'interrupted', done: 2 })
    t.equal((await certificates(works)).length, 0, 'nothing is certified before it is finished')
    await works.person({ active: ['2026-11-23'] })
    works.clock.now = new Date('2026-11-23T00:30:00Z')
    t.match(await works.run(), { outcome: 'finished', done: 1 })
    t.strictSame(
      (await certificates(works)).map(({ rule, day, count }) => `${day} ${rule} ${count}`).sort(),
      [
        '2026-11-22 archive_ended 0',
        '2026-11-22 lapsed 0',
        '2026-11-22 turned_23 2',
        '2026-11-23 archive_ended 0',
        '2026-11-23 lapsed 1',
        '2026-11-23 turned_23 0',
      ],
    )
  },
)

t.test(
  'R8: a young person who turned 23 and comes to light after that certificate goes at once, and stands in the next',
  async (t) => {
    const works = await clockwork(t)
    const { sql, clock } = works
    const lapsing = await works.person({ active: ['2026-11-22', '2027-01-01'] })
    const ended = await works.person({ active: ['2027-01-01'], archived: ['2021-11-22'] })
    const neither = await works.person({ active: ['2027-01-01'] })
    const stays = await works.person({ active: ['2026-11-22', '2027-01-01'], archived: ['2021-11-22'] })
    const people = [lapsing, ended, neither].map(({ person }) => person)
    // As if their dates were narrowed the moment after.
    await sql.unsafe(`create function narrow() returns trigger language plpgsql as $$ begin
        update young_person set destruction_date = '2026-11-22' where id <> '${stays.person}'; return new; end $$;
      create trigger narrow after update on retention_run for each row
        when (new.rule = 'turned_23' and new.finished_at is not null) execute function narrow()`)

    t.match(await works.run(), { outcome: 'finished', done: 5 })
    t.strictSame(
      (await sql`select id from young_person`).map(({ id }) => id),
      [stays.person],
      'beside what the other rules are carried out on',
    )
    t.match(await works.run(), { outcome: 'finished', done: 0 })
    t.strictSame(
      (await certificates(works)).map(({ rule, count }) => [rule, count]),
      [
        ['turned_23', 0],
        ['lapsed', 1],
        ['archive_ended', 1],
      ],
    )

    clock.now = new Date('2026-11-23T09:00:00Z')
    await works.run()
    t.match((await certificates(works))[3], {
      rule: 'turned_23',
      day: '2026-11-23',
      count: 3,
      digest: digestOf(people),
    })
  },
)

t.test('R20: what an instance whose clock is behind destroys has a certificate too', async (t) => {
  const works = await clockwork(t, '2026-11-22T23:10:00Z')
  await works.run()
  works.clock.now = new Date('2026-11-22T22:50:00Z')
  const { person } = await works.person({ destructionDate: '2026-11-22', active: ['2026-11-22'] })
  t.match(await works.run(), { outcome: 'finished', done: 1 })
  works.clock.now = new Date('2026-11-24T09:00:00Z')
  await works.run()
  t.match((await certificates(works))[3], {
    rule: 'turned_23',
    day: '2026-11-24',
    count: 1,
    digest: digestOf([person]),
  })
})

t.test('one instance works at a time', async (t) => {
  const works = await clockwork(t)
  await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  await works.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(retention_lock())`
    t.match(await works.run(), { outcome: 'busy', done: 0 })
  })
  const together = await Promise.all([works.run(), works.run(), works.run()])
  t.equal(
    together.reduce((sum, { done }) => sum + done, 0),
    1,
  )
  await works.run()
  t.equal((await certificates(works)).length, 3)
})

t.test(
  'the day begins at five past midnight in the Netherlands, on both nights of the clocks too',
  async (t) => {
    const works = await clockwork(t, '2027-03-27T12:00:00Z')
    await works.run()
    for (const [at, outcome] of [
      ['2027-03-27T22:59:59Z', 'finished'],
      ['2027-03-27T23:00:00Z', 'too-early'],
      ['2027-03-27T23:04:59Z', 'too-early'],
      ['2027-03-27T23:05:00Z', 'finished'],
      ['2027-03-28T21:59:59Z', 'finished'],
      ['2027-03-28T22:04:59Z', 'too-early'],
      ['2027-03-28T22:05:00Z', 'finished'],
    ] as const) {
      works.clock.now = new Date(at)
      t.equal((await works.run()).outcome, outcome, at)
    }
    t.strictSame(
      [...new Set((await certificates(works)).map(({ day }) => day))],
      ['2027-03-27', '2027-03-28', '2027-03-29'],
    )
  },
)

t.test('a professional who is left in a match hears that somebody left, and not why (R15)', async (t) => {
  const works = await clockwork(t)
  const { sql } = works
  const { person, active } = await works.person({ active: ['2026-11-22', '2027-01-01', '2027-01-01'] })
  const match = crypto.randomUUID()
  await sql`insert into match (id, young_person_id, created_at) values (${match}, ${person}, now())`
  await sql`insert into match_participant select ${match}, id, professional_id, municipality_code, now() from signal
             where young_person_id = ${person}`
  t.match(await works.run(), { done: 1, told: 2 })
  t.strictSame(
    (await sql`select event, signal_id from notification`).map((row) => [row.event, row.signal_id]),
    [1, 2].map(() => ['participant_left', active[0]]),
  )
})

t.test('a clock that jumped is refused, with a line a day, until an operator accepts it', async (t) => {
  const works = await clockwork(t)
  const { sql, clock } = works
  const due = await works.person({ destructionDate: '2026-12-01', active: ['2026-11-24'] })
  await works.run()
  const events = async () =>
    (
      await sql`select event from logbook where event::text like 'retention_%' and event <> 'retention_certified' order by id`
    ).map(({ event }) => event)
  const refused = (at: string, code: string) => {
    clock.now = new Date(at)
    return t.rejects(
      works.run(),
      { name: 'ClockRefused', code, lastRunAt: new Date('2026-11-22T09:00:00Z') },
      at,
    )
  }
  await refused('2026-11-22T07:59:59Z', 'clock-back')
  await refused('2026-11-29T09:00:01Z', 'clock-forward')
  await refused('2026-11-29T10:00:01Z', 'clock-forward')
  await refused('2096-11-29T10:00:01Z', 'clock-forward')
  t.strictSame(
    await events(),
    ['retention_refused', 'retention_refused', 'retention_refused'],
    'once for each day',
  )
  t.equal((await sql`select from signal where id = ${due.active[0] ?? ''}`).length, 1, 'nothing was ended')

  clock.now = new Date('2026-11-22T08:30:00Z')
  t.match(await works.run(), { outcome: 'finished' }, 'half an hour back is no jump')
  clock.now = new Date('2026-11-29T09:00:00Z')
  t.match(await works.run(), { outcome: 'finished', done: 1 }, 'nor are seven days')

  clock.now = new Date('2027-01-05T09:00:00Z')
  await t.rejects(works.run(), ClockRefused)
  await t.rejects(
    works.service.sql`select accept_retention_clock(${clock.now})`,
    { code: '42501' },
    'the service itself cannot accept a clock',
  )
  await sql`select accept_retention_clock(${clock.now})`
  t.match(await works.run(), { outcome: 'finished', done: 1 })
  t.equal((await events()).at(-1), 'retention_clock_accepted')
})

t.test('a clock that was ahead and is set right: the days that come again are worked on again', async (t) => {
  const works = await clockwork(t)
  await works.run()
  works.clock.now = new Date('2026-11-25T09:00:00Z')
  await works.run()
  works.clock.now = new Date('2026-11-23T09:00:00Z')
  await t.rejects(works.run(), { code: 'clock-back' })
  await works.sql`select accept_retention_clock(${works.clock.now})`
  await works.person({ active: ['2026-11-25'] })
  t.match(await works.run(), { outcome: 'finished', done: 0 })
  works.clock.now = new Date('2026-11-25T09:00:00Z')
  t.match(await works.run(), { outcome: 'finished', done: 1 })
})

t.test('back over midnight by less than an hour: that day has its certificates already', async (t) => {
  const works = await clockwork(t, '2026-11-22T23:10:00Z')
  await works.run()
  works.clock.now = new Date('2026-11-22T22:50:00Z')
  t.strictSame(await works.run(), { outcome: 'finished', done: 0, told: 0 })
  t.strictSame([...new Set((await certificates(works)).map(({ day }) => day))], ['2026-11-23'])
})

t.test('what the service may do of it: nothing outside an open day', async (t) => {
  const works = await clockwork(t)
  const { person } = await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  const carryOut = (day: string) =>
    works.service.sql`select * from carry_out_retention('turned_23', ${day}, 100, now())`
  await t.rejects(carryOut('2026-11-22'), { code: '55000' })
  const later = await works.person({ destructionDate: '2026-11-23', active: ['2027-01-01'] })
  await runRetention({ database: works.service, clock: () => works.clock.now, longestGapDays: 7 }, () => true)
  t.match(await carryOut('2026-11-22'), [{ state: 'open', done: 1 }])
  t.strictSame(
    (await works.sql`select id from young_person`).map(({ id }) => id),
    [later.person],
    'a young person who is not due is left alone, and cannot be named',
  )
  t.not(later.person, person)
  await t.rejects(carryOut('9999-01-01'), { code: '55000' }, 'and nobody goes before their day')
})

t.test('R23: a stolen login of the service has nobody destroyed by a clock of its own', async (t) => {
  const works = await clockwork(t)
  await goByOwnClock(works.sql)
  await works.person({ destructionDate: '2040-01-01', active: ['2028-01-01'] })
  const [begun] = await works.service.sql`select outcome from begin_retention('2060-01-01T10:00Z', 100000)`
  t.equal(begun?.outcome, 'clock-apart')
  await t.rejects(works.service.sql`select carry_out_retention('turned_23', '2060-01-01', 100, now())`, {
    code: '55000',
  })
  await t.rejects(works.service.sql`select apart_from_database(now())`, { code: '42501' })
  t.equal((await works.sql`select from young_person`).length, 1)
})
