import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { type LogbookKey, parseKeys } from '../../src/identity/keys.ts'
import type { SealerMemory } from '../../src/logbook/check-before-sealing.ts'
import { signCheckpoint, type Verifier, writeVerifier } from '../../src/logbook/note.ts'
import { openWitness } from '../../src/logbook/open-witness.ts'
import { checkProof, proveGrowth, proveLine } from '../../src/logbook/prove.ts'
import { publishCheckpoints } from '../../src/logbook/publish-checkpoints.ts'
import { provableDatabase, readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { logbookVersions } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { watchWitness } from '../../src/logbook/watch-witness.ts'
import { readWitness } from '../../src/logbook/witness-directory.ts'
import { serviceOf } from '../support/clockwork.ts'
import { createTestDatabase } from '../support/database.ts'
import { buildGoVerifier, hasGo } from '../support/go-verifier.ts'
import { changedKeys, parsed } from '../support/key-files.ts'
import { writeLines } from '../support/sealed-logbook.ts'
import { sealAtLeast } from '../support/sealing.ts'

const publicUrl = 'https://verwijsindex.example'
const origin = 'verwijsindex.example/logbook'
const { before, both, after } = parsed(changedKeys())
const versionsOf = (logbook: readonly LogbookKey[]) => logbookVersions(publicUrl, logbook)
const chain = versionsOf(both.logbook).map(({ verifier }) => verifier)
const [first, second] = chain as [Verifier, Verifier]

async function scene(t: Test) {
  const database = await createTestDatabase(t)
  const { sql } = database
  await sql`drop trigger hold_to_catalogue on logbook`
  const service = serviceOf(t, database)
  const folder = await mkdtemp(join(tmpdir(), 'witness-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const witness = openWitness(folder)
  t.teardown(() => witness.close())
  const memories = new Map<object, SealerMemory>()
  return {
    sql,
    folder,
    service,
    /** An instance with these keys seals lines, and the witness has what it signed; unless the instance is killed before. */
    async seal(keys: { logbook: readonly LogbookKey[] }, lines = 30, killed = false) {
      const signer = versionsOf(keys.logbook)
      const memory = memories.get(keys) ?? {}
      memories.set(keys, memory)
      await writeLines(sql, lines)
      await sealAtLeast(
        () => sealLogbook({ database: service, signer, now: new Date(), memory }, () => false),
        lines,
      )
      if (killed) return
      await publishCheckpoints(
        service,
        witness,
        signer.map(({ verifier }) => verifier),
      )
    },
    begin: () => sql`
      insert into key_rotation (kind, version, from_version, begun_at) values ('logbook', 2, 1, now())`,
    notes: async () =>
      (await sql<{ note: string }[]>`select note from logbook_checkpoint order by size`).map(
        ({ note }) => note,
      ),
    verify: async (verifiers: Parameters<typeof verifyLogbook>[1], notes?: readonly string[]) =>
      (await verifyLogbook(readLogbook(sql), verifiers, notes ?? (await readWitness(folder)))).findings,
  }
}

t.test(
  'R20: a key hands over to the next with a checkpoint that both sign, and all of it is verified',
  async (t) => {
    const { sql, seal, begin, notes, verify } = await scene(t)
    await seal(before)
    await seal(both)
    await seal(before)
    await begin()
    await t.rejects(seal(before, 1), { code: 'logbook-key-not-here' }, 'the old key alone signs nothing more')
    await seal(both)
    await seal(both)
    await t.rejects(seal(before, 1), { code: 'logbook-key-not-here' })
    await seal(after)
    await seal(both)

    const signatures = (await notes()).map((note) => note.match(/^— /gm)?.length)
    t.strictSame(signatures, [1, 1, 1, 2, 1, 1, 1])
    t.strictSame(await verify(chain), [], 'from the first line to the last, by the public keys')
    t.strictSame(
      await verify(versionsOf(after.logbook).map(({ verifier }) => verifier)),
      [],
      'also once the old key was destroyed',
    )
    t.match(
      await verify(second),
      [{ kind: 'checkpoint-not-signed' }],
      'the new key alone does not speak for the old one',
    )

    const base = provableDatabase(sql)
    const [{ id } = { id: 0 }] = await sql<
      { id: number }[]
    >`select logbook_id::int as id from logbook_leaf where index = 0`
    t.ok(checkProof(await proveLine(base, id), second), 'the first line is proven by the new key')
    const sizes = (await sql<{ size: number }[]>`select size::int from logbook_checkpoint order by size`).map(
      ({ size }) => size,
    )
    const growth = await proveGrowth(base, sizes[0] ?? 0, sizes.at(-1) ?? 0, chain)
    t.ok(checkProof(growth, chain), 'it grew over the change')
    t.notOk(checkProof(growth, second))
  },
)

t.test(
  'R20: the checkpoint of both keys reaches the witness, also where the instance that signed it was killed',
  async (t) => {
    const { sql, service, seal, begin, folder, verify } = await scene(t)
    await seal(before)
    await begin()
    await seal(both, 30, true)
    await seal(both)
    const byBoth = (notes: readonly string[]) => notes.filter((note) => note.match(/^— /gm)?.length === 2)
    t.equal(byBoth(await readWitness(folder)).length, 0)

    const posted: string[] = []
    const server = createServer(async (request, response) => {
      posted.push(await text(request))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const { port } = server.address() as AddressInfo
    for (const address of [pathToFileURL(folder), new URL(`http://127.0.0.1:${port}`)]) {
      const watch = watchWitness(service, address, chain)
      await watch.publish()
      await watch.publish()
      watch.close()
    }
    t.equal(byBoth(await readWitness(folder)).length, 1, 'the next that starts hands it over')
    t.strictSame(
      posted.map((note) => byBoth([note]).length),
      [1, 0, 0],
      'once, and before the last',
    )
    t.strictSame(await verify(chain), [])
    // What the witness has suffices, without the checkpoints of the database.
    t.strictSame(
      byBoth(await readWitness(folder)),
      byBoth((await sql<{ note: string }[]>`select note from logbook_checkpoint`).map(({ note }) => note)),
    )
  },
)

t.test('R20: a key that was changed signs nothing that counts any more', async (t) => {
  const { sql, seal, begin, notes, verify, folder } = await scene(t)
  await seal(before)
  await begin()
  await seal(both)
  await seal(both)
  const [, , last = ''] = await notes()
  const [, size = '', root = ''] = last.split('\n')
  const [leaked] = versionsOf(before.logbook)
  const forged = signCheckpoint(
    { origin, size: Number(size), root: Buffer.from(root, 'base64') },
    leaked?.signer as never,
  )
  t.match(await verify(chain, [...(await readWitness(folder)), forged]), [{ kind: 'checkpoint-not-signed' }])
  await sql`update logbook_checkpoint set note = ${forged} where size = ${Number(size)}`
  t.match(await verify(chain), [{ kind: 'checkpoint-not-signed' }])
  await t.rejects(
    seal(both, 1),
    { code: 'logbook-checkpoint-not-signed' },
    'and the service signs nothing on top of it',
  )
})

t.test('a restore to before the change shows beside a witness from after it', async (t) => {
  const { sql, seal, begin, verify } = await scene(t)
  await seal(before)
  await sql`create table aside as select * from logbook_checkpoint`
  await begin()
  await seal(both)
  await seal(both)
  await sql`delete from logbook_checkpoint where size not in (select size from aside)`
  await sql`delete from logbook_leaf where index >= (select max(size) from aside)`
  await sql`delete from logbook where id not in (select logbook_id from logbook_leaf) and event <> 'checkpoint_signed'`
  const kinds = (await verify(chain)).map(({ kind }) => kind)
  t.equal(kinds.filter((kind) => kind === 'rolled-back').length, 2)
})

t.test('a change may follow a change', async (t) => {
  const { sql, seal, begin, verify } = await scene(t)
  const third = { version: 3, seed: parseKeys(changedKeys().before).digest[0] as never }
  const all = { logbook: [...both.logbook, third] }
  await seal(before)
  await begin()
  await seal(both)
  await sql`update key_rotation set version = 3, from_version = 2, complete_at = null where kind = 'logbook'`
  await seal(all)
  await seal({ logbook: [third] })
  t.strictSame(await verify(versionsOf(all.logbook).map(({ verifier }) => verifier)), [])
})

t.test(
  'R20: a verifier that we did not write reads the checkpoint of both keys, by either or both',
  { skip: !hasGo() && 'no Go here' },
  async (t) => {
    const { seal, begin, notes } = await scene(t)
    await seal(before)
    await begin()
    await seal(both)
    await seal(after)
    const verify = buildGoVerifier(t)
    const [one = '', handedOver = '', three = ''] = await notes()
    const [old, fresh] = [first, second].map(writeVerifier) as [string, string]
    const claims = { inclusions: [], consistencies: [] }
    t.match(
      verify({ ...claims, verifier: old, checkpoints: [one, handedOver] }),
      '2 checkpoints, 2 signatures',
    )
    t.match(
      verify({ ...claims, verifier: fresh, checkpoints: [handedOver, three] }),
      '2 checkpoints, 2 signatures',
    )
    t.match(
      verify({ ...claims, verifier: old, others: [fresh], checkpoints: [one, handedOver, three] }),
      '3 checkpoints, 4 signatures',
    )
    t.throws(() => verify({ ...claims, verifier: old, checkpoints: [three] }))
    const stranger = writeVerifier({ name: origin, publicKey: randomBytes(32) })
    t.throws(() => verify({ ...claims, verifier: stranger, checkpoints: [handedOver] }))
  },
)
