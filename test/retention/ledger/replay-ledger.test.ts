import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { keepDestructions } from '../../../src/retention/ledger/keep-destructions.ts'
import { openLedger } from '../../../src/retention/ledger/open-ledger.ts'
import { compareLedger, replayEntries } from '../../../src/retention/ledger/replay-ledger.ts'
import { backupTables } from '../../support/backup-tables.ts'
import { type Clockwork, clockwork } from '../../support/clockwork.ts'
import { ownDirectory } from '../../support/directory.ts'
import { endSignals } from '../../support/ending.ts'

t.setTimeout(120_000)

const on = () => false

/** The daily work, with a ledger beside it, and a way back to how the database was. */
async function withLedger(t: Test) {
  const works = await clockwork(t)
  const directory = join(await ownDirectory(t), 'ledger')
  const { service, clock, sql } = works
  return {
    ...works,
    directory,
    async keep() {
      const ledger = openLedger(directory, (await compareLedger(service, directory)).files)
      const { count: kept } = await keepDestructions(service, ledger, clock.now, on)
      await ledger.close()
      return kept
    },
    compare: () => compareLedger(service, directory),
    async replay() {
      return replayEntries(service, (await compareLedger(service, directory)).unknown, clock.now)
    },
    backup: () => backupTables(sql),
  }
}

t.test('what was destroyed is in the ledger once, and marked; nothing is left to keep', async (t) => {
  const works = await withLedger(t)
  await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  await works.person({ archived: ['2021-11-22'] })
  t.equal(await works.keep(), 0)
  t.strictSame(await readdir(works.directory).catch(() => []), [], 'nothing to write, no file')
  await works.run()
  t.equal(await works.keep(), 3, 'two young persons and an archived signal')
  t.equal(await works.keep(), 0)
  t.match(await works.compare(), { entries: 3, faults: [], unknown: [], missing: 0 })
  t.equal((await works.sql`select from destruction where kept_at is null`).length, 0)
})

t.test('a ledger that cannot be written keeps nothing as kept', async (t) => {
  const works = await withLedger(t)
  await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  await works.run()
  await t.rejects(keepDestructions(works.service, openLedger('/dev/null/nowhere'), works.clock.now, on))
  t.equal((await works.sql`select from destruction where kept_at is null`).length, 1)
  t.equal(await works.keep(), 1)
})

t.test('several instances keep the same destructions, and each is marked', async (t) => {
  const works = await withLedger(t)
  for (let n = 0; n < 20; n++) await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  await works.run()
  const ledgers = [1, 2, 3].map(() => openLedger(works.directory))
  const kept = await Promise.all(
    ledgers.map((ledger) => keepDestructions(works.service, ledger, works.clock.now, on)),
  )
  for (const ledger of ledgers) await ledger.close()
  t.equal(
    kept.reduce((sum, { count }) => sum + count, 0),
    20,
  )
  t.match(await works.compare(), { entries: 20, faults: [], missing: 0 })
})

t.test('R8, R11, R13: a restored backup brings nobody back, once the ledger is replayed', async (t) => {
  const works = await withLedger(t)
  const { sql } = works
  const grown = await works.person({
    destructionDate: '2026-11-22',
    active: ['2027-01-01'],
    archived: ['2026-01-01'],
  })
  const unfounded = await works.person({ active: ['2027-01-01', '2027-01-01'] })
  const last = await works.person({ active: ['2027-01-01'] })
  const laterArchived = await works.person({ active: ['2027-01-01', '2027-01-01'] })
  const archived = await works.person({ active: ['2027-01-01'], archived: ['2021-11-22'] })
  const stays = await works.person({ active: ['2027-01-01'], archived: ['2022-01-01'] })
  const match = crypto.randomUUID()
  await sql`insert into match (id, young_person_id, created_at) values (${match}, ${unfounded.person}, now())`
  await sql`insert into match_participant select ${match}, id, professional_id, municipality_code, now() from signal
             where young_person_id = ${unfounded.person}`
  const restore = await works.backup()

  await works.run()
  await endSignals(sql, { ids: [unfounded.active[0] ?? '', last.active[0] ?? ''] }, 'unfounded')
  // Active in the backup, archived and destroyed from there after it.
  await endSignals(sql, { ids: [laterArchived.active[0] ?? ''] }, 'risk_gone', '2021-11-22')
  works.clock.now = new Date('2026-11-23T09:00:00Z')
  await works.run()
  const kept = await works.keep()
  const after = await everything(works)
  const told = (await sql`select from notification`).length

  await restore()
  t.equal((await sql`select from young_person where id = ${grown.person}`).length, 1, 'the backup has them')
  t.equal((await works.compare()).unknown.length, kept)
  t.equal(await works.replay(), kept)
  t.strictSame(await everything(works), after, 'as it was before the restore')
  t.match(await works.compare(), { unknown: [], missing: 0 })
  t.equal(await works.keep(), 0, 'the ledger has nothing new')
  t.equal(await works.replay(), 0)
  t.match(await sql`select event, count::int from logbook where event = 'ledger_replayed'`, [{ count: kept }])
  t.equal((await sql`select from logbook where young_person_id = ${grown.person}`).length, 0)
  t.ok(after.includes(stays.person) && after.includes(archived.person))
  t.equal((await sql`select from match where closed_at is null`).length, 0, 'the match is closed again')
  t.equal((await sql`select from notification`).length, told, 'nobody is told once more')
})

t.test(
  'R15: what was registered after a young person was destroyed stays, where the database went back',
  async (t) => {
    const works = await withLedger(t)
    const { sql, clock } = works
    const { person, active } = await works.person({
      destructionDate: '2026-11-22',
      active: ['2027-01-01', '2027-02-01'],
      archived: ['2026-01-01'],
    })
    const restore = await works.backup()
    await works.run()
    t.equal(await works.keep(), 1)
    await restore()
    const [repeated, gone] = active
    const anew = randomUUID()
    const later = new Date(clock.now.getTime() + 1)
    await sql`insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
        registered_at, removal_date)
      select ${anew}, young_person_id, (select id from account where id not in (select professional_id from signal) limit 1),
        organisation_id, convenant_id, municipality_code, ${later}, '2027-03-01' from signal where id = ${gone ?? ''}`
    await sql`insert into logbook (occurred_at, event, young_person_id, signal_id)
      values (${later}, 'signal_repeated', ${person}, ${repeated ?? ''})`

    t.equal(await works.replay(), 1)
    t.strictSame(
      await everything(works),
      [person, person, anew, repeated].sort(),
      'two signals, and whom they are about',
    )
    t.equal(await works.keep(), 2, 'the other active one, and the archived one')
    t.match(await works.compare(), { unknown: [], missing: 0 })
    t.equal(await works.replay(), 0)
    const ended = await sql`select signal_id from logbook where event = 'signal_ended' order by signal_id`
    t.strictSame(
      ended.map(({ signal_id: id }) => id),
      [gone],
    )
  },
)

t.test('an interrupted replay goes on, and two at once do it once', async (t) => {
  const works = await withLedger(t)
  const { sql } = works
  for (let n = 0; n < 1200; n++) await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  const restore = await works.backup()
  await works.run()
  await works.keep()
  await restore()
  const { unknown } = await works.compare()
  t.equal(unknown.length, 1200)
  t.equal(await replayEntries(works.service, unknown.slice(0, 300), works.clock.now), 300)
  const both = await Promise.all([works.replay(), works.replay()])
  t.equal(both[0] + both[1], 900)
  t.equal((await sql`select from young_person`).length, 0)
  const [{ sum } = { sum: 0 }] =
    await sql`select sum(count)::int as sum from logbook where event = 'ledger_replayed'`
  t.equal(sum, 1200)
})

t.test('a ledger that lost what the database has as kept shows it', async (t) => {
  const works = await withLedger(t)
  await works.person({ destructionDate: '2026-11-22', active: ['2027-01-01'] })
  await works.run()
  await works.keep()
  await rm(works.directory, { recursive: true })
  t.match(await works.compare(), { entries: 0, faults: [], missing: 1 })
})

/** Everybody and every signal, active or archived, that is there. */
async function everything({ sql }: Clockwork): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from young_person union all select young_person_id from identity_index union all select id from signal
    union all select id from archived_signal`
  return rows.map(({ id }) => id).sort()
}
