import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dateInAmsterdam } from '../../src/ground/calendar.ts'
import { openLedger } from '../../src/retention/ledger/open-ledger.ts'
import { type Clockwork, clockwork } from '../support/clockwork.ts'
import { command } from '../support/command.ts'
import { ownDirectory } from '../support/directory.ts'
import { createTestService } from '../support/service.ts'
import { until } from '../support/until.ts'

t.setTimeout(600_000)

/** A running service over a clockwork's database, and its metrics. */
async function running(t: Test, works: Clockwork, on = true) {
  const directory = join(await ownDirectory(t), 'ledger')
  const tested = await createTestService(t, {
    existing: works.database,
    retention: { on, longestGapDays: 7 },
    ledger: openLedger(directory),
    clock: () => works.clock.now,
  })
  const metrics = async () => {
    const { payload } = await tested.service.operations.inject('/metrics')
    return Object.fromEntries(
      payload
        .split('\n')
        .filter((line) => /^(retention|ledger)_/.test(line))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    )
  }
  return { ...tested, directory, metrics }
}

t.test(
  'a running service does the work of the day by itself, keeps the ledger, and shows both',
  async (t) => {
    const works = await clockwork(t)
    const { sql } = works
    await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
    await works.person({ active: ['2026-11-22'] })
    const asked = await works.person({ active: ['2026-11-29'] })
    const { directory, metrics, logged } = await running(t, works)
    await until(async () => (await sql`select from lapse_reminder`).length === 2)
    await until(async () => (await sql`select from destruction where kept_at is null`).length === 0)
    t.equal((await readdir(directory)).length, 1)
    t.strictSame(await metrics(), {
      'retention_due{rule="turned_23"}': 0,
      'retention_due{rule="lapsed"}': 0,
      'retention_due{rule="archive_ended"}': 0,
      retention_last_run_timestamp_seconds: works.clock.now.getTime() / 1000,
      retention_refused: 0,
      ledger_waiting: 0,
      ledger_oldest_waiting_seconds: 0,
    })
    t.match(
      await sql`select event, signal_id from notification`,
      [{ event: 'signal_about_to_lapse', signal_id: asked.active[0] }],
      'one who is asked in time, once for both days that have passed (R12)',
    )
    t.notOk(logged.some((line) => line.includes('background work failed')))
  },
)

t.test('a clock that is refused shows, and so does what waits', async (t) => {
  const works = await clockwork(t)
  await works.run()
  works.clock.now = new Date('2027-01-22T09:00:00Z')
  await works.person({ active: ['2027-01-01'] })
  await works.sql`insert into destruction (id, day, reason, kind, subject_hash)
    values (new_id(${new Date('2027-01-22T08:59:00Z')}), '2027-01-22', 'death', 'signal', sha256(''))`
  await works.sql`insert into activity values ('2026-10-01', '0193', gen_random_uuid(), gen_random_uuid(), 'signals', 1)`
  const { metrics, logged } = await running(t, works)
  await until(async () => (await metrics()).retention_refused === 1)
  await until(() => logged.some((line) => line.includes('"publishing"')))
  t.equal((await works.sql`select from report_period`).length, 0, 'no quarter is taken for over (R22)')
  t.match(await metrics(), {
    'retention_due{rule="lapsed"}': 1,
    retention_last_run_timestamp_seconds: 1795338000,
  })
  t.ok(logged.some((line) => line.includes('"clock-forward"')))
  t.equal((await works.sql`select from notification`).length, 0, 'nobody is asked by such a clock either')
})

t.test('an instance that is switched off does none of it', async (t) => {
  const works = await clockwork(t)
  await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  const { service } = await running(t, works, false)
  await service.close()
  t.equal((await works.sql`select from young_person`).length, 1)
  t.equal((await works.sql`select from retention_clock`).length, 0)
})

/** What a tool answers to an operator, and with which status it ends. */
async function tool(name: string, words: string, env: Record<string, string>) {
  const { status, out, err } = await command([name, words], env)
  return { status, text: out + err }
}

t.test('the tools of an operator', async (t) => {
  await dayBegun()
  const works = await clockwork(t)
  const directory = join(await ownDirectory(t), 'ledger')
  const env = {
    DATABASE_OWNER_URL: works.database.ownerUrl,
    DATABASE_URL: works.database.serviceUrl,
    DESTRUCTION_LEDGER: directory,
  }
  await works.person({ destructionDate: '2020-01-01', active: ['2020-01-01'] })
  await works.person({ archived: ['2015-01-01'] })
  t.match(await tool('retention', 'status', env), {
    status: 0,
    text: /last run +never\nturned_23 +1 due; never worked on\n/,
  })
  t.match(await tool('retention', 'run', env), {
    status: 0,
    text: /^finished: carried out on 2\.\n(.*\n)*turned_23 +0 due; .*: 1, certified/,
  })
  t.match(await tool('ledger', 'verify', env), {
    status: 0,
    text: /^0 entries in 0 files; 0 of them not known/,
  })
  await works.sql`update retention_clock set last_run_at = '2020-01-01'`
  t.match(await tool('retention', 'run', env), { status: 1, text: /^Refused, clock-forward/ })
  t.match(await tool('retention', 'accept-clock', env), { status: 0 })
  t.match(await tool('retention', 'run', env), { status: 0 })

  const ledger = openLedger(directory)
  const { service } = await createTestService(t, { existing: works.database, ledger })
  await until(async () => (await works.sql`select from destruction where kept_at is null`).length === 0)
  await service.close()
  t.match(await tool('ledger', 'verify', env), {
    status: 0,
    text: /^3 entries in 1 files; 0 of them.*\nThe ledger is whole/,
  })
  await works.sql`delete from destruction where kind = 'signal'`
  t.match(await tool('ledger', 'replay', env), {
    status: 0,
    text: /1 of them not known(.*\n)*Carried out again: 1\./,
  })
  await rm(directory, { recursive: true })
  t.match(await tool('ledger', 'verify', env), {
    status: 1,
    text: /3 destructions that the database has as kept are not in it/,
  })
  t.match(await tool('ledger', 'renew', env), { status: 2, text: /is not there\. Mount its disk/ })
  t.notOk(existsSync(directory), 'the command makes no directory that the service might not write to')
  await mkdir(directory)
  // As a service does that is writing to it at that moment.
  await works.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(ledger_lock())`
    t.match(await tool('ledger', 'renew', env), {
      status: 1,
      text: /The ledger is not whole\.\nWritten once more: 0\.\n3 are not in it yet: .*Try again in a minute/,
    })
  })
  t.match(await tool('ledger', 'renew', env), { status: 0, text: /is whole\.\nWritten once more: 3\./ })
  t.match(await tool('ledger', 'renew', env), { status: 0, text: /Written once more: 0\./ })
  t.match(await tool('ledger', 'verify', env), { status: 0 })
  t.match(await tool('ledger', 'nothing', env), { status: 2, text: /^Use:/ })
  t.match(await tool('retention', '', env), { status: 2, text: /^Use:/ })
})

/** The tools go by the clock of the machine, and a day's work begins at five past midnight. */
async function dayBegun(): Promise<void> {
  for (const settling = 5 * 60_000; ; await new Promise((next) => setTimeout(next, 1000))) {
    const now = Date.now()
    if (dateInAmsterdam(new Date(now)) === dateInAmsterdam(new Date(now - settling))) return
  }
}
