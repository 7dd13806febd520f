import { spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, chown, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { LedgerEntry } from '../../../src/retention/ledger/lines.ts'
import { openLedger } from '../../../src/retention/ledger/open-ledger.ts'
import { readLedger } from '../../../src/retention/ledger/read-ledger.ts'
import { childrenThatRun } from '../../support/children.ts'
import { ownDirectory } from '../../support/directory.ts'

function entries(count: number): LedgerEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    day: '2026-11-22',
    reason: 'turned_23',
    kind: n % 2 === 0 ? 'young_person' : 'signal',
    hash: randomBytes(32).toString('hex'),
    ...(n % 3 === 0 ? { windDown: randomUUID() } : {}),
  }))
}

async function read(directory: string) {
  const found: LedgerEntry[] = []
  const reading = await readLedger(directory, async (some) => void found.push(...some))
  return { ...reading, found }
}

/** A ledger that three processes wrote to, one after the other, with ten entries each. */
async function three(t: Test) {
  const directory = join(await ownDirectory(t), 'ledger')
  const written: LedgerEntry[] = []
  for (let n = 0; n < 3; n++) {
    const ledger = openLedger(directory, (await readLedger(directory)).files)
    for (const some of [entries(4), entries(6)]) {
      await ledger.append(some)
      written.push(...some)
    }
    await ledger.close()
  }
  const files = (await readdir(directory)).sort()
  return { directory, written, files, path: (n: number) => join(directory, files[n] ?? '') }
}

t.test('what was appended is read, in files of each process, closed to others', async (t) => {
  const { directory, written, files, path } = await three(t)
  const { found, faults, entries: count } = await read(directory)
  t.equal(files.length, 3)
  t.strictSame(faults, [])
  t.equal(count, 30)
  const byId = (a: LedgerEntry, b: LedgerEntry) => (a.id < b.id ? -1 : 1)
  t.strictSame(found.sort(byId), written.sort(byId))
  t.equal((await stat(path(0))).mode & 0o777, 0o600)
  t.equal((await stat(directory)).mode & 0o777, 0o700)
})

t.test(
  'R8: what root writes to the ledger is of whom the directory is, so that the service can read it',
  { skip: process.getuid?.() !== 0 && 'only root can write for another user' },
  async (t) => {
    const directory = join(await ownDirectory(t), 'ledger')
    await mkdir(directory, { mode: 0o700 })
    await chown(directory, 65_534, 65_533)
    const ledger = openLedger(directory)
    await ledger.append(entries(2))
    await ledger.close()
    const [file = ''] = await readdir(directory)
    const { uid, gid, mode } = await stat(join(directory, file))
    t.strictSame({ uid, gid, mode: mode & 0o777 }, { uid: 65_534, gid: 65_533, mode: 0o600 })
  },
)

t.test('a directory that is not there is an empty ledger', async (t) => {
  t.match(await read(join(await ownDirectory(t), 'nowhere')), { entries: 0, files: [], faults: [] })
})

t.test('every line that is edited, removed, put in or moved shows', async (t) => {
  const { directory, files, path } = await three(t)
  const original = await readFile(path(1), 'utf8')
  const lines = original.split('\n').slice(0, -1)
  const changed: [string, string[]][] = []
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n] ?? ''
    const digit = line.lastIndexOf('"chain"') - 5
    const other = line[digit] === 'a' ? 'b' : 'a'
    changed.push(
      [`${n} edited`, lines.with(n, `${line.slice(0, digit)}${other}${line.slice(digit + 1)}`)],
      [`${n} spaced`, lines.with(n, line.replace('{', '{ '))],
      [`${n} put in twice`, lines.toSpliced(n, 0, line)],
      [`${n} is no JSON`, lines.with(n, 'x')],
    )
    // The later file says how far this one went, so that its tail is missed too.
    changed.push([`${n} removed`, lines.toSpliced(n, 1)])
    if (n > 0) changed.push([`${n} moved`, lines.toSpliced(n, 1).toSpliced(n - 1, 0, line)])
  }
  for (const [what, some] of changed) {
    await writeFile(path(1), some.map((line) => `${line}\n`).join(''))
    const { faults } = await read(directory)
    t.ok(faults.length > 0 && faults.every(({ file }) => file === files[1]), what)
  }
  await writeFile(path(1), original)
  t.strictSame((await read(directory)).faults, [])
})

t.test('a file that is gone, or stands in for another, shows', async (t) => {
  const { directory, files, path } = await three(t)
  const [first, second] = [await readFile(path(0)), await readFile(path(1))]
  await rm(path(0))
  t.strictSame((await read(directory)).faults, [{ fault: 'missing-file', file: files[0], line: 1 }])
  await writeFile(path(0), second)
  t.match((await read(directory)).faults, [{ fault: 'changed-line', file: files[0], line: 1 }])
  await writeFile(path(0), first)
  t.strictSame((await read(directory)).faults, [])
})

t.test('a last line that a crash cut off was never kept, and is passed by', async (t) => {
  const { directory, path } = await three(t)
  const { size } = await stat(path(2))
  await truncate(path(2), size - 10)
  t.match(await read(directory), { entries: 29, faults: [] })
  const next = openLedger(directory, (await readLedger(directory)).files)
  await next.append(entries(1))
  await next.close()
  t.match(await read(directory), { entries: 30, faults: [] })
  await appendFile(path(1), '{"id":"')
  t.match(await read(directory), { entries: 30, faults: [] })
})

t.test('where the process that writes died, the next entries go into a file of their own', async (t) => {
  const directory = await ownDirectory(t)
  const ledger = openLedger(directory)
  await ledger.append(entries(2))
  const [writer = 0] = await childrenThatRun('ledger-process')
  process.kill(writer, 'SIGSTOP')
  const appended = ledger.append(entries(1))
  process.kill(writer, 'SIGKILL')
  await t.rejects(appended, { code: 'process-gone' })
  await ledger.append(entries(3))
  await ledger.close()
  t.match(await read(directory), { entries: 5, faults: [], files: [{ lines: 3 }, { lines: 4 }] })
})

const noStrace = spawnSync('strace', ['-V']).status !== 0 && 'no strace here (Debian: strace)'

t.test(
  'a disk that does not keep what it is told gets no file for each try, and once it does all is there once',
  { skip: noStrace },
  async (t) => {
    const directory = await ownDirectory(t)
    const ledger = openLedger(directory)
    t.teardown(() => ledger.close())
    const kept = entries(3)
    await ledger.append(kept)
    const [writer = 0] = await childrenThatRun('ledger-process')
    const strace = spawn('strace', ['-f', '-p', String(writer), '-e', 'inject=fdatasync:error=EIO'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await once(strace.stderr, 'data')
    const late = entries(4)
    for (let turn = 1; turn <= 5; turn++)
      await t.rejects(ledger.append(late.slice(0, Math.min(turn, 4))), { code: 'EIO' })
    strace.kill()
    await once(strace, 'exit')
    await ledger.append(late)
    const { found, faults, files } = await read(directory)
    t.strictSame(faults, [])
    t.strictSame([files.length, (await readdir(directory)).length], [1, 1])
    t.strictSame(
      found.map(({ id }) => id),
      [...kept, ...late].map(({ id }) => id),
    )
  },
)
