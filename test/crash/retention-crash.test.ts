import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { compareLedger } from '../../src/retention/ledger/replay-ledger.ts'
import { goByAnyClock } from '../support/any-clock.ts'
import { serviceOf } from '../support/clockwork.ts'
import { inForm } from '../support/long-form.ts'
import { openSql } from '../support/open-sql.ts'
import { nodeArguments } from '../support/program.ts'
import { type Expected, fillWithLives } from './lives.ts'
import { killServer } from './postgres-process.ts'

t.setTimeout(3_600_000)

const signals = inForm(3000, 100_000)
const kills = inForm(4, 20)
/** ms from a goal to a kill: in the short form there are two batches to go after the last. */
const longestDelay = inForm(30, 150)
/** Every so many it is PostgreSQL that is killed, and the service goes on by itself. */
const everyServer = 4
const now = '2026-11-22T09:00:00.000Z'
const keys = generateKeys(false)

t.test(
  `R8, R11, R13, R20: killed ${kills} times during the destruction of ${signals} signals, it does what the rules say, once`,
  async (t) => {
    const base = await mkdtemp(join(tmpdir(), 'retention-crash-'))
    await chmod(base, 0o711)
    const open = () => openEmbeddedDatabase(join(base, 'postgres'), { shared_buffers: '128MB' })
    let database = await open()
    await goByAnyClock(database.ownerUrl)
    let child: ChildProcess | undefined
    t.teardown(async () => {
      child?.kill('SIGKILL')
      await database.server.stop()
      await rm(base, { recursive: true, force: true })
    })
    const ledger = join(base, 'ledger')
    const look = async <T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
      const sql = openSql(database.server.url('verwijsindex'))
      try {
        return await work(sql)
      } finally {
        await sql.end({ timeout: 5 })
      }
    }
    const start = async () => {
      const started = spawn(process.execPath, nodeArguments('test/crash/clockwork-process.ts'), {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.serviceUrl,
          LEDGER: ledger,
          KEYS: keys,
          NOW: now,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = started
      await Promise.race([once(started.stdout, 'data'), once(started, 'exit')])
      if (started.exitCode !== null) throw new Error('it did not start')
    }

    const expected = await look((sql) => fillWithLives(sql, signals))
    const total = Object.values(expected.certified).flat().length
    const began = performance.now()
    const reached: number[] = []
    await start()
    for (let kill = 1; kill <= kills; kill++) {
      // Enough is left after the last for it to be at work still.
      const goal = Math.floor(((kill - Math.random()) * total) / (kills + 2))
      const done = await look((sql) => progress(sql, goal))
      await sleep(Math.random() * longestDelay)
      if (kill % everyServer === 0) {
        await killServer(database.server.pid)
        await database.server.stop()
        database = await open()
      } else {
        child?.kill('SIGKILL')
        await once(child as ChildProcess, 'exit')
        await start()
      }
      reached.push(done)
    }
    t.ok((await look(finished)) < 3, 'it was killed while it was at work')
    for (let turn = 0; (await look(finished)) < 3; turn++) {
      if (turn > 6000) throw new Error('it does not finish')
      await sleep(100)
    }
    const seconds = Math.round((performance.now() - began) / 1000)
    await look(sealed)
    child?.kill('SIGTERM')
    t.strictSame(await once(child as ChildProcess, 'exit'), [0, null])

    await look((sql) => compare(t, sql, expected))
    const service = serviceOf(t, database)
    const { entries, faults, missing, unknown } = await compareLedger(service, ledger)
    t.strictSame({ faults, missing, unknown }, { faults: [], missing: 0, unknown: [] }, 'the ledger is whole')
    const { findings, size, forgotten } = await look((sql) =>
      verifyLogbook(
        readLogbook(sql),
        verifierOf(logbookSigner('https://verwijsindex.example', oldestSeed(parseKeys(keys).logbook))),
        [],
      ),
    )
    t.strictSame(findings, [], 'the logbook verifies')
    t.comment(
      `${signals} signals, ${total} to deal with, ${kills} kills at ${reached.join(', ')}, ${seconds} s;`,
      `${size} lines sealed, ${forgotten} forgotten; ${entries} entries in the ledger`,
    )
  },
)

/** Waits until so many have been dealt with; a server that was just started may not be there yet. */
async function progress(sql: postgres.Sql, goal: number): Promise<number> {
  for (let turn = 0; turn < 30_000; turn++) {
    const [row] = await sql<
      { done: number }[]
    >`select coalesce(sum(count), 0)::int as done from retention_run`
    if ((row?.done ?? 0) >= goal) return row?.done ?? 0
    await sleep(10)
  }
  throw new Error('no progress')
}

async function finished(sql: postgres.Sql): Promise<number> {
  return (await sql`select from retention_run where finished_at is not null`).length
}

/** Waits until nothing but checkpoints is without a leaf. */
async function sealed(sql: postgres.Sql): Promise<void> {
  for (let turn = 0; turn < 600; turn++) {
    const open = await sql`select from logbook l where event <> 'checkpoint_signed'
      and not exists (select from logbook_leaf f where f.logbook_id = l.id) limit 1`
    if (open.length === 0) return
    await sleep(100)
  }
  throw new Error('it is not sealed')
}

async function compare(t: Test, sql: postgres.Sql, expected: Expected): Promise<void> {
  const ids = async (table: string) =>
    (await sql.unsafe<{ id: string }[]>(`select id from ${table}`)).map(({ id }) => id).sort()
  t.ok(same(await ids('young_person'), expected.persons), 'the young persons that the rules leave')
  t.ok(same(await ids('signal'), expected.active), 'the signals')
  t.ok(same(await ids('archived_signal'), expected.archived), 'the archive')
  const certificates = await sql<
    { rule: keyof Expected['certified']; day: string; count: number; digest: Buffer }[]
  >`
    select reason as rule, day::text, count::int, digest from logbook where event = 'retention_certified' order by id`
  t.strictSame(
    certificates.map((row) => ({ ...row })),
    (['turned_23', 'lapsed', 'archive_ended'] as const).map((rule) => ({
      rule,
      day: '2026-11-22',
      count: expected.certified[rule].length,
      digest: digestOf(expected.certified[rule]),
    })),
    'one certificate for each rule, over what the rules say',
  )
  const [counts] = await sql`
    select (select count(*)::int from (select signal_id from logbook where event = 'signal_ended' group by 1 having count(*) > 1) twice) as twice,
           (select count(*)::int from notification where event = 'participant_left') as told,
           (select count(*)::int from logbook where young_person_id = any (${expected.gone}::uuid[])) as tied,
           (select count(*)::int from logbook l join logbook_leaf f on f.logbook_id = l.id
             where f.subject_salt is not null and l.young_person_id is null) as salted,
           (select count(*)::int from identity_index) as indexed,
           (select count(*)::int from match) as matches,
           (select count(*)::int from destruction where kind = 'young_person') as destroyed,
           (select count(*)::int from destruction where kept_at is null) as unkept`
  t.strictSame(
    { ...counts },
    {
      twice: 0,
      told: expected.told,
      tied: 0,
      salted: 0,
      indexed: expected.persons.length,
      matches: expected.told,
      destroyed: expected.gone.length,
      unkept: 0,
    },
  )
}

function same(found: readonly string[], expected: readonly string[]): boolean {
  const sorted = expected.toSorted()
  return found.length === sorted.length && found.every((id, n) => id === sorted[n])
}

const sha256 = (of: string | Buffer) => createHash('sha256').update(of).digest()

function digestOf(ids: readonly string[]): Buffer {
  return sha256(Buffer.concat(ids.map(sha256).sort(Buffer.compare)))
}
