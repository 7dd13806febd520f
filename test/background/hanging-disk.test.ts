import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { sealingWork } from '../../src/background/sealing.ts'
import { createLog } from '../../src/http/door/log.ts'
import { createMetrics } from '../../src/http/door/metrics.ts'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { readSealingLag } from '../../src/logbook/sealing-lag.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { keepInDirectory, readWitness } from '../../src/logbook/witness-directory.ts'
import type { LedgerEntry } from '../../src/retention/ledger/lines.ts'
import { openLedger } from '../../src/retention/ledger/open-ledger.ts'
import { readLedger } from '../../src/retention/ledger/read-ledger.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { childrenThatRun } from '../support/children.ts'
import { clockwork, serviceOf } from '../support/clockwork.ts'
import { ownDirectory } from '../support/directory.ts'
import { sealedLogbook, writeLines } from '../support/sealed-logbook.ts'
import { createTestService } from '../support/service.ts'
import { cannotFreeze, cannotMount, freezableDisk, smallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

t.setTimeout(240_000)

const bsns = madeUpBsns()

/** A running service whose ledger is on a disk that can be made to hang. */
async function running(t: Test) {
  const disk = freezableDisk(t)
  const directory = join(disk.directory, 'ledger')
  const works = await clockwork(t)
  const { sql, clock } = works
  const tested = await createTestService(t, {
    existing: works.database,
    ledger: openLedger(directory),
    clock: () => clock.now,
  })
  // Before the service closes, which goes on without the disk.
  t.teardown(disk.thaw)
  const destroyed = async () => {
    await sql`insert into destruction (id, day, reason, kind, subject_hash)
      values (new_id(${clock.now}), '2026-11-22', 'death', 'signal', sha256(gen_random_uuid()::text::bytea))`
  }
  const unkept = async () => (await sql`select from destruction where kept_at is null`).length
  const oldest = async () => {
    const { payload } = await tested.service.operations.inject('/metrics')
    return Number(/^ledger_oldest_waiting_seconds (.*)$/m.exec(payload)?.[1])
  }
  const told = (what: string) => tested.logged.filter((line) => line.includes(what))
  const register = async () => {
    const [row] = await sql<{ subject: string }[]>`
      select subject from account join role_assignment r on r.account_id = account.id and r.role = 'professional' limit 1`
    return (await tested.register(row?.subject ?? '', { bsn: bsns.next().value, birthDate: '2015-06-01' }))
      .status
  }
  await destroyed()
  await until(async () => (await unkept()) === 0)
  return { ...tested, disk, directory, sql, clock, destroyed, unkept, oldest, told, register }
}

t.test(
  'the disk of the ledger hangs: all else goes on, the log names it once, the alarm grows, and nothing is lost or doubled',
  { skip: cannotFreeze },
  async (t) => {
    const { disk, directory, sql, clock, destroyed, unkept, oldest, told, register, service } =
      await running(t)
    disk.freeze()
    await destroyed()
    await until(() => told('a disk does not answer').length > 0)
    await destroyed()
    for (const end = Date.now() + 9000; Date.now() < end; await sleep(500)) {
      t.equal(await register(), 201)
      t.equal((await service.operations.inject('/health/ready')).statusCode, 200)
      await Promise.all(Array.from({ length: 8 }, () => readFile('package.json')))
    }
    t.equal(told('a disk does not answer').length, 1, 'though it is tried every 2 s')
    t.match(JSON.parse(told('a disk does not answer')[0] ?? ''), {
      level: 'error',
      directory,
      code: 'Hanging',
    })
    t.equal((await childrenThatRun('ledger-process')).length, 1)
    t.equal(await unkept(), 2)
    const before = await oldest()
    clock.now = new Date(clock.now.getTime() + 90_000)
    t.equal(await oldest(), before + 90, 'by what the ledger does not have')

    disk.thaw()
    await until(async () => (await unkept()) === 0)
    await until(() => told('the disk answers again').length === 1)
    t.equal(await oldest(), 0)
    const ids: string[] = []
    const { files, faults } = await readLedger(directory, async (some) => {
      ids.push(...some.map(({ id }) => id))
    })
    t.strictSame(
      ids.sort(),
      (await sql<{ id: string }[]>`select id from destruction order by id`).map(({ id }) => id),
      'each once',
    )
    t.strictSame([files.length, faults], [1, []])
  },
)

t.test('a service stops while the disk of its ledger hangs', { skip: cannotFreeze }, async (t) => {
  const { disk, destroyed, told, service } = await running(t)
  disk.freeze()
  await destroyed()
  const begun = Date.now()
  await service.close()
  t.ok(Date.now() - begun < 12_000)
  t.equal(told('a disk does not answer').length, 1)
})

/** Rounds of the sealer of a sealed logbook, whose witness is in a directory. */
async function sealing(t: Test, directory: string) {
  const keys = parseKeys(generateKeys(false))
  const publicUrl = 'https://verwijsindex.example'
  const logbook = await sealedLogbook(t, [40], logbookSigner(publicUrl, oldestSeed(keys.logbook)))
  const database = serviceOf(t, logbook)
  const metrics = createMetrics()
  const logged: string[] = []
  const log = createLog('warn', { write: (line: string) => logged.push(line) })
  const clock = { now: new Date() }
  const { round, close } = sealingWork(
    { publicUrl, keys, witness: pathToFileURL(directory), log },
    { database, clock: () => clock.now, metrics },
  )
  t.teardown(close)
  const { sql } = logbook
  return {
    clock,
    told: (what: string) => logged.filter((line) => line.includes(what)).length,
    /** Seals new lines in one round, however long transactions of other tests hold it back. */
    async sealMore() {
      await writeLines(sql, 30)
      const sealed = async () =>
        (await sql<{ size: number }[]>`select max(size)::int as size from logbook_checkpoint`)[0]?.size ?? 0
      const before = await sealed()
      await until(async () => {
        await round(() => false)
        return (await sealed()) > before
      })
    },
    kept: async () => (await metrics.witnessKept.get()).values[0]?.value ?? 0,
    behind: async () => (await metrics.witnessBehind.get()).values[0]?.value,
    lag: () => readSealingLag(database, clock.now),
    latest: async () =>
      (await sql<{ note: string }[]>`select note from logbook_checkpoint order by size desc limit 1`)[0]
        ?.note,
  }
}

t.test(
  'R20: the disk of the witness hangs: sealing goes on, and what the witness lacks shows',
  { skip: cannotFreeze },
  async (t) => {
    const disk = freezableDisk(t)
    const directory = join(disk.directory, 'witness')
    const { clock, told, sealMore, kept, behind, lag, latest } = await sealing(t, directory)
    t.teardown(disk.thaw)
    await sealMore()
    const before = await kept()
    t.ok(before > 0)
    t.equal(await behind(), 0)
    disk.freeze()
    clock.now = new Date(clock.now.getTime() + 60_000)
    await sealMore()
    clock.now = new Date(clock.now.getTime() + 100_000)
    await sealMore()
    t.equal(await behind(), 100, 'from the first signed state that it lacks')
    t.equal(await lag(), 0, 'all is sealed')
    t.equal(
      await kept(),
      before,
      'the witness has had nothing since: the age of that is what an operator watches',
    )
    t.equal(told('a disk does not answer'), 1)
    t.equal((await childrenThatRun('witness-process')).length, 1)
    disk.thaw()
    await until(async () => {
      await sealMore()
      return told('the disk answers again') === 1
    })
    t.ok((await kept()) > before)
    t.equal(await behind(), 0)
    t.ok((await readWitness(directory)).includes((await latest()) ?? ''))
  },
)

t.test('R20: a file of the witness that cannot be read to its end holds up no sealing', async (t) => {
  const directory = await ownDirectory(t)
  const pipe = join(directory, '000000000000001.checkpoint')
  execFileSync('mkfifo', [pipe])
  const { told, sealMore, lag } = await sealing(t, directory)
  await sealMore()
  t.equal(await lag(), 0)
  t.equal(told('a disk does not answer'), 1)
  await writeFile(pipe, 'nothing that was signed')
  await until(async () => {
    await sealMore()
    return told('logbook-behind-witness') === 1
  })
})

t.test('a full disk does not fill with files, and goes on where it was', { skip: cannotMount }, async (t) => {
  const directory = smallDisk(t)
  const filler = join(directory, 'filler')
  const fill = () => appendFile(filler, Buffer.alloc(1 << 20)).catch(() => {})
  const entry = (): LedgerEntry => ({
    id: randomUUID(),
    day: '2026-11-22',
    reason: 'death',
    kind: 'signal',
    hash: randomBytes(32).toString('hex'),
  })
  const ledger = openLedger(directory)
  t.teardown(() => ledger.close())
  const kept: string[] = []
  for (const full of [true, false, true, false]) {
    await (full ? fill() : truncate(filler))
    for (let n = 0; n < 3; n++) {
      const entries = Array.from({ length: 40 }, entry)
      if (full) await t.rejects(ledger.append(entries), { code: 'ENOSPC' })
      else await ledger.append(entries)
      if (!full) kept.push(...entries.map(({ id }) => id))
      if (full)
        await t.rejects(keepInDirectory(directory, { size: n + 1, note: 'x'.repeat(5000) }), {
          code: 'ENOSPC',
        })
    }
  }
  const found = new Set<string>()
  const { faults, files } = await readLedger(directory, async (some) => {
    for (const { id } of some) found.add(id)
  })
  t.strictSame([files.length, faults], [1, []])
  t.ok(kept.every((id) => found.has(id)))
  t.equal((await readdir(directory)).length, 2, 'the filler, and one file of the ledger')
})
