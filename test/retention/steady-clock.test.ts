import t, { type Test } from 'tap'
import { dailyWork } from '../../src/retention/daily-work.ts'
import { steadyClock } from '../../src/retention/steady-clock.ts'
import { goByOwnClock } from '../support/any-clock.ts'
import { type Clockwork, clockwork } from '../support/clockwork.ts'
import { createTestService } from '../support/service.ts'

t.setTimeout(120_000)

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

/** A machine: time passes on it, and its clock may be set. */
function machine(clock: { now: Date }) {
  let passed = 0
  return {
    monotonic: () => passed,
    pass(ms: number) {
      passed += ms
      clock.now = new Date(clock.now.getTime() + ms)
    },
    set(ms: number) {
      clock.now = new Date(clock.now.getTime() + ms)
    },
  }
}

/** A service that runs on a machine, as far as the daily work goes. */
function process({ service, clock }: Clockwork, { monotonic }: ReturnType<typeof machine>) {
  const refusals: boolean[] = []
  const now = () => clock.now
  const round = dailyWork(
    { database: service, clock: now, longestGapDays: 7, steady: steadyClock(now, monotonic) },
    { onDone() {}, onClock: (refused) => refusals.push(refused) },
  )
  return { round: () => round(() => false), refusals }
}

async function started(t: Test) {
  const works = await clockwork(t)
  const own = machine(works.clock)
  const running = process(works, own)
  await running.round()
  const left = async () => (await works.sql`select from young_person`).length
  const accept = () => works.sql`select accept_retention_clock(${works.clock.now})`
  return { works, own, running, left, accept }
}

t.test('R8: a clock that is set a week ahead destroys nobody, with any longest gap', async (t) => {
  const { works, own, running, left } = await started(t)
  await works.person({ destructionDate: '2026-11-28', active: ['2026-11-28'] })
  await works.person({ active: ['2026-12-05'] })
  own.pass(5 * minutes)
  own.set(6 * days + 23 * hours)
  await t.rejects(running.round(), { name: 'ClockRefused', code: 'clock-forward' })
  await t.rejects(running.round(), { code: 'clock-forward' }, 'nor is it believed when asked again')
  t.equal(await left(), 2)
  t.strictSame(running.refusals, [false, true, true])
  t.equal((await works.sql`select from logbook where event = 'retention_refused'`).length, 1)
  t.equal((await works.sql`select from notification`).length, 0, 'and nobody is asked by it (R12)')

  await t.rejects(
    process(works, own).round(),
    { code: 'clock-forward' },
    'nor by a process that is started then',
  )
  own.pass(2 * days)
  await t.rejects(process(works, own).round(), { code: 'clock-forward' }, 'or later')

  own.set(-(6 * days + 23 * hours))
  await running.round()
  t.equal(await left(), 2, 'once it is set right the work goes on')
  own.pass(4 * days)
  await running.round()
  t.equal(await left(), 1, 'and nobody stays longer for it')
})

t.test('R11: what an operator accepts goes for a service that is running', async (t) => {
  const { works, own, running, left, accept } = await started(t)
  await works.person({ destructionDate: '2026-11-24', active: ['2026-11-24'] })
  own.pass(5 * minutes)
  own.set(3 * days)
  await t.rejects(running.round(), { code: 'clock-forward' })
  await accept()
  own.pass(5 * minutes)
  await running.round()
  t.equal(await left(), 0)
  own.pass(2 * hours)
  await running.round()
  t.strictSame(running.refusals, [false, true, false, false])
})

t.test('a machine that was suspended is refused until an operator has looked', async (t) => {
  const { own, running, accept } = await started(t)
  own.pass(5 * minutes)
  own.set(59 * minutes)
  await running.round()
  own.pass(5 * minutes)
  own.set(10 * hours)
  await t.rejects(running.round(), { code: 'clock-forward' })
  await accept()
  await running.round()
})

t.test('back is refused as well, also where the last run was earlier still', async (t) => {
  const { own, running } = await started(t)
  own.pass(3 * days)
  own.set(-2 * hours)
  await t.rejects(running.round(), { code: 'clock-back' })
  own.set(90 * minutes)
  await running.round()
})

t.test('an instance that runs by another clock that is believed is believed with it', async (t) => {
  const { works, own, running } = await started(t)
  own.pass(2 * hours)
  own.set(3 * hours)
  await works.run()
  await running.round()
  own.pass(5 * minutes)
  await running.round()
  t.strictSame(running.refusals, [false, false, false])
})

t.test('a refusal still shows in the minutes before a day begins', async (t) => {
  const { own, running } = await started(t)
  own.pass(5 * minutes)
  own.set(3 * days)
  await t.rejects(running.round(), { code: 'clock-forward' })
  // 09:05 in UTC is 10:05 in the Netherlands.
  own.pass(13 * hours + 57 * minutes)
  await running.round()
  t.strictSame(running.refusals, [false, true], 'nothing is told that nobody asked')
})

t.test('where it was never run there is nothing else to believe it by', async (t) => {
  const works = await clockwork(t)
  const own = machine(works.clock)
  const running = process(works, own)
  own.set(2 * hours)
  await t.rejects(running.round(), { code: 'clock-forward', lastRunAt: null, message: 'clock-forward' })
})

t.test('R8: the clock of the database is to say the same', async (t) => {
  const { service, sql } = await clockwork(t)
  await goByOwnClock(sql)
  const outcome = async (apart: number) => {
    const now = new Date(Date.now() + apart)
    const [row] = await service.sql`select outcome from begin_retention(${now}, 7, ${now})`
    return row?.outcome
  }
  t.equal(await outcome(2 * hours), 'clock-apart')
  t.equal(await outcome(-2 * hours), 'clock-apart')
  t.equal(await outcome(50 * minutes), 'open')
  t.equal(await outcome(2 * hours), 'clock-apart', 'also where it ran within the hour')
})

t.test('R4: a wind-down, which destroys too, waits for a clock that is believed', async (t) => {
  const works = await clockwork(t)
  await works.person({ active: ['2027-01-01'] })
  await works.sql`insert into wind_down (id, convenant_id, municipality_code, begun_by, begun_at, digest)
    select gen_random_uuid(), convenant_id, '0193', professional_id, now(), '' from signal`
  let expected = new Date(works.clock.now.getTime() - 3 * days)
  const { logged, service } = await createTestService(t, {
    existing: works.database,
    clock: () => works.clock.now,
    retention: { on: true, longestGapDays: 7, steady: { expected: () => expected, believe() {} } },
  })
  const until = async (holds: () => Promise<boolean>) => {
    for (let turn = 0; turn < 1200 && !(await holds()); turn++)
      await new Promise((next) => setTimeout(next, 50))
  }
  const failed = (what: string) =>
    logged.some((line) => line.includes(`"what":"${what}","code":"clock-forward"`))
  await until(async () => failed('winding down') && failed('daily work'))
  t.ok(failed('winding down') && failed('daily work'))
  const { payload } = await service.operations.inject('/metrics')
  t.match(payload, /^retention_refused 1$/m)
  const signals = async () => (await works.sql`select from signal`).length
  t.equal(await signals(), 1)
  expected = works.clock.now
  await until(async () => (await signals()) === 0)
  t.equal(await signals(), 0)
})
