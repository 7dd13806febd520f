import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { sealingWork } from '../../src/background/sealing.ts'
import { createLog } from '../../src/http/door/log.ts'
import { createMetrics } from '../../src/http/door/metrics.ts'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { publishCheckpoints } from '../../src/logbook/publish-checkpoints.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { keepInDirectory, readSome, readWitness } from '../../src/logbook/witness-directory.ts'
import { serviceOf } from '../support/clockwork.ts'
import { sealedLogbook, writeLines } from '../support/sealed-logbook.ts'

const keys = parseKeys(generateKeys(false))
const publicUrl = 'https://verwijsindex.example'

/** A sealed logbook of a service, and a round of its sealer with what it says. */
async function world(t: Test, batches: readonly number[]) {
  const logbook = await sealedLogbook(t, batches, logbookSigner(publicUrl, oldestSeed(keys.logbook)))
  const database = serviceOf(t, logbook)
  const directory = join(t.testdir(), 'witness')
  const round = async (witness: URL = pathToFileURL(directory)) => {
    const metrics = createMetrics()
    const logged: string[] = []
    const log = createLog('error', { write: (line: string) => logged.push(line) })
    const { round: seal, close } = sealingWork(
      { publicUrl, keys, witness, log },
      { database, clock: () => new Date(), metrics },
    )
    await seal(() => false).finally(close)
    const value = async (name: string) =>
      (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value
    return {
      refused: await value('logbook_sealing_refused'),
      differs: await value('logbook_witness_differs'),
      codes: logged.map((line) => (JSON.parse(line) as { code: string }).code),
    }
  }
  const findings = async () =>
    (await verifyLogbook(readLogbook(logbook.sql), logbook.verifier, await readWitness(directory))).findings
  return { ...logbook, database, directory, round, findings }
}

/** Takes the last checkpoint back, and all that it sealed; and says how many lines that were. */
async function unsealLast(sql: postgres.Sql): Promise<number> {
  const [last, before] = await sql<{ size: number }[]>`
    select size::int from logbook_checkpoint order by size desc limit 2`
  const [size, to] = [last?.size ?? 0, before?.size ?? 0]
  await sql`delete from logbook where event = 'checkpoint_signed' and count = ${size}`
  await sql`delete from logbook_leaf where index >= ${to}`
  await sql`delete from logbook_tile where (index + 1) * 2 ^ level > ${to}`
  await sql`delete from logbook_checkpoint where size = ${size}`
  return size - to
}

const sound = { refused: 0, differs: 0, codes: [] }

t.test('R20: what a witness directory has is never written over: of two, both are kept', async (t) => {
  const directory = join(t.testdir(), 'witness')
  t.strictSame(await readSome(directory), [])
  t.equal(await keepInDirectory(directory, { size: 12, note: 'one' }), undefined)
  t.equal(
    await keepInDirectory(directory, { size: 12, note: 'one' }),
    undefined,
    'the same again is nothing new',
  )
  t.equal(await keepInDirectory(directory, { size: 12, note: 'other' }), 'one')
  t.equal(await keepInDirectory(directory, { size: 12, note: 'other' }), 'one', 'and once more')
  t.equal(await keepInDirectory(directory, { size: 9, note: 'less' }), undefined)
  t.equal(await keepInDirectory(directory, { size: 200, note: 'more' }), undefined)
  t.strictSame(await readWitness(directory), ['less', 'other', 'one', 'more'].sort(bySize))
  t.strictSame((await readSome(directory)).sort(), ['less', 'more', 'one', 'other'])
  t.ok(
    (await readdir(directory)).every((name) => name.endsWith('.checkpoint')),
    'no draft is left',
  )
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => keepInDirectory(directory, { size: 300, note: `note ${n % 2}` })),
  )
  t.strictSame(
    (await readWitness(directory)).filter((note) => note.startsWith('note')).sort(),
    ['note 0', 'note 1'],
    'several at once',
  )
})

t.test(
  'R20: a witness that cannot be read holds up no sealing, and nothing is begun anew meanwhile',
  async (t) => {
    const { sql, round } = await world(t, [40])
    const unreadable = join(t.testdir({ file: '' }), 'file')
    const sealed = async () => (await sql`select from logbook_checkpoint`).length
    await writeLines(sql, 30)
    await t.rejects(round(pathToFileURL(unreadable)), 'it cannot be written to either')
    t.equal(await sealed(), 2)

    await sql`truncate logbook_leaf, logbook_tile, logbook_checkpoint`
    t.match(await round(pathToFileURL(unreadable)), { refused: 1 })
    t.equal(await sealed(), 0)
  },
)

const order = ['less', 'other', 'one', 'more']
const bySize = (a: string, b: string) => order.indexOf(a) - order.indexOf(b)

t.test(
  'R20: the last line taken back and sealed anew at the same size: the witness keeps both, and all say so',
  async (t) => {
    const { sql, seal, directory, round, findings } = await world(t, [40, 30])
    t.strictSame(await round(), sound)
    t.strictSame(await findings(), [])
    const [name = ''] = await readdir(directory)
    const kept = await readFile(join(directory, name), 'utf8')

    const lines = await unsealLast(sql)
    await sql`update logbook set actor_id = gen_random_uuid() where id = (
    select max(id) from logbook l where event <> 'checkpoint_signed'
       and not exists (select from logbook_leaf f where f.logbook_id = l.id))`
    await seal(lines)
    t.match(await round(), { refused: 0, differs: 1, codes: ['logbook-behind-witness'] })
    t.equal(await readFile(join(directory, name), 'utf8'), kept, 'what was kept stays as it was')
    t.equal((await readdir(directory)).length, 2)
    t.match(await findings(), [{ kind: 'rolled-back' }])
    await writeLines(sql, 20)
    await seal(20)
    t.match(await round(), { differs: 1 }, 'also to a process that starts later, when the logbook is longer')
  },
)

t.test('R20: a database that is behind its witness is sealed on, and an alarm is set', async (t) => {
  const { sql, round, findings } = await world(t, [40, 30])
  await round()
  await unsealLast(sql)
  await writeLines(sql, 3)
  t.match(await round(), { refused: 0, differs: 1, codes: ['logbook-behind-witness'] })
  t.match(await findings(), [{ kind: 'rolled-back' }])
})

t.test(
  'R20: a logbook of which nothing is sealed, though the witness has it, is not sealed anew',
  async (t) => {
    const { sql, round, findings } = await world(t, [40, 30])
    await round()
    for (const name of ['logbook_leaf', 'logbook_tile', 'logbook_checkpoint'])
      await sql.unsafe(`delete from ${name}`)
    await sql`delete from logbook where event = 'checkpoint_signed' and actor_id is null`
    t.match(await round(), {
      refused: 1,
      differs: 1,
      codes: ['logbook-checkpoints-gone', 'logbook-behind-witness'],
    })
    t.strictSame(await sql`select from logbook_checkpoint`.then((rows) => rows.length), 0)
    t.match(await findings(), [{ kind: 'rolled-back' }])
  },
)

t.test('R20: what is signed by nobody, among what a witness has, is told too', async (t) => {
  const { round, directory } = await world(t, [40])
  await mkdir(directory)
  await writeFile(join(directory, '000000000009999.checkpoint'), 'nothing that was signed')
  t.match(await round(), { refused: 0, differs: 1 })
})

t.test('R20: a witness at an address says by 409 that it has another checkpoint of the size', async (t) => {
  const { sql, database, verifier, round } = await world(t, [40])
  let status = 200
  const taken: string[] = []
  const server = createServer((request, response) => {
    request.on('data', (part) => taken.push(String(part)))
    request.on('end', () => response.writeHead(status).end())
  })
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const witness = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  t.strictSame(await round(witness), sound)
  t.match(taken, [/^verwijsindex\.example\/logbook\n40\n/])
  status = 409
  t.match(await round(witness), { differs: 1, codes: ['logbook-behind-witness'] })
  status = 500
  await t.rejects(publishCheckpoints(database, witness, [verifier]), /answered 500/)
  await sql`update logbook_checkpoint set note = 'nothing that was signed'`
  const handed = taken.length
  await t.rejects(publishCheckpoints(database, witness, [verifier]), {
    code: 'logbook-checkpoint-not-signed',
  })
  t.equal(taken.length, handed, 'what is not signed is not handed to it')
})

t.test('R20: of a witness that kept much, some of all times and most of late are looked at', async (t) => {
  const directory = t.testdir()
  for (let size = 1; size <= 1000; size++)
    await writeFile(join(directory, `${String(size).padStart(15, '0')}.checkpoint`), String(size))
  const looked = (await readSome(directory)).map(Number)
  t.ok(looked.length < 100)
  t.strictSame(looked.slice(-3), [997, 999, 1000])
  t.ok(looked.every((size, n) => size - (looked[n - 1] ?? 0) <= 16))
})

t.test('R20: a history that was sealed anew behind a witness shows to a later start too', async (t) => {
  const { sql, seal, round } = await world(t, [40, 30])
  for (let n = 0; n < 4; n++) {
    await writeLines(sql, 3)
    await seal(3)
    await round()
  }
  await unsealLast(sql)
  await unsealLast(sql)
  for (let n = 0; n < 5; n++) {
    await writeLines(sql, 9)
    await seal(9)
    await round()
  }
  const { differs, refused } = await round()
  t.equal(refused, 0)
  t.ok((differs ?? 0) > 0, `${differs} signed states of the history before`)
})
