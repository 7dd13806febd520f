import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { exportLogbook, provableExport, readExport } from '../../src/logbook/export-logbook.ts'
import { leafHash } from '../../src/logbook/merkle.ts'
import { openCheckpoint, verifierOf, writeVerifier } from '../../src/logbook/note.ts'
import { type ConsistencyProof, checkProof, proveGrowth, proveLine } from '../../src/logbook/prove.ts'
import { provableDatabase, readLogbook } from '../../src/logbook/read-logbook.ts'
import { buildGoVerifier, hasGo } from '../support/go-verifier.ts'
import { newSigner, sealedLogbook } from '../support/sealed-logbook.ts'

const { sql, verifier, witnessed } = await sealedLogbook(t, [3, 250, 70, 1, 300])
const database = provableDatabase(sql)
const file = join(t.testdir(), 'logbook.jsonl')
for await (const text of exportLogbook(readLogbook(sql))) appendFileSync(file, text)
const elsewhere = await provableExport(readExport(file))
const sizes = witnessed.map((note) => openCheckpoint(note, verifier)?.size ?? 0)
const lines = await sql<{ id: number }[]>`select logbook_id::int as id from logbook_leaf order by index`

t.test(
  'R20: any line is proved to be in the logbook, from the database and from an export, by the key alone',
  async (t) => {
    for (const { id } of lines.filter((_, n) => n % 13 === 0)) {
      const proof = await proveLine(database, id)
      t.match(JSON.parse(proof.entry), { id })
      t.strictSame(await proveLine(elsewhere, id), proof)
      t.ok(checkProof(JSON.parse(JSON.stringify(proof)), verifier))
      t.notOk(checkProof({ ...proof, entry: `${proof.entry} ` }, verifier), 'another line')
      t.notOk(checkProof({ ...proof, index: proof.index + 1 }, verifier), 'another place')
      t.notOk(checkProof({ ...proof, proof: proof.proof.slice(1) }, verifier), 'a shorter proof')
      t.notOk(checkProof(proof, verifierOf(newSigner())), 'another key')
    }
    await t.rejects(proveLine(database, 999_999), /no such line/)
    await t.rejects(proveLine(elsewhere, 999_999), /no such line/)
    for (const nothing of [null, {}, [], 'x', { kind: 'inclusion' }, { kind: 'consistency', proof: [] }])
      t.notOk(checkProof(nothing, verifier))
  },
)

t.test('R20: each checkpoint is proved to be the beginning of every later one, from either', async (t) => {
  for (const [later, to] of sizes.entries()) {
    for (const [earlier, from] of sizes.slice(0, later + 1).entries()) {
      const proof = await proveGrowth(database, from, to, verifier)
      t.ok(checkProof(proof, verifier), `${from} to ${to}`)
      t.strictSame(
        await proveGrowth(elsewhere, witnessed[earlier] ?? '', witnessed[later] ?? '', verifier),
        proof,
      )
      if (proof.proof.length > 0) t.notOk(checkProof({ ...proof, proof: proof.proof.slice(1) }, verifier))
    }
  }
  await t.rejects(proveGrowth(database, sizes[1] ?? 0, sizes[0] ?? 0, verifier), /other order/)
  await t.rejects(proveGrowth(database, 2, 3, verifier), /no signed checkpoint --from/)
  await t.rejects(proveGrowth(database, sizes[0] ?? 0, 'x', verifier), /no signed checkpoint --to/)
})

t.test('R20: a logbook that was changed under a checkpoint cannot prove that it grew from it', async (t) => {
  await sql
    .begin(async (tx) => {
      await tx`update logbook_leaf set hash = sha256(hash) where index = 5`
      await tx`delete from logbook_tile`
      const changed = await provableExport(readLogbook(tx as unknown as typeof sql))
      for (const to of sizes.slice(2)) {
        const proof = await proveGrowth(changed, witnessed[1] ?? '', to, verifier)
        t.notOk(checkProof(proof, verifier))
      }
      throw new Error('undone')
    })
    .catch((error: Error) => t.equal(error.message, 'undone'))
})

t.test(
  'R20: what the logbook proves is accepted by a verifier that we did not write',
  { skip: !hasGo() && 'no Go here' },
  async (t) => {
    const verify = buildGoVerifier(t)
    const last = sizes.length - 1
    const bytes = (proof: readonly string[]) => proof.map((hash) => Buffer.from(hash, 'base64'))
    const inclusions = await Promise.all(
      lines
        .filter((_, n) => n % 31 === 0)
        .map(async ({ id }) => {
          const { index, entry, proof } = await proveLine(elsewhere, id)
          return { checkpoint: last, index, leaf: leafHash(Buffer.from(entry)), proof: bytes(proof) }
        }),
    )
    const pairs = sizes.flatMap((_, later) =>
      sizes.slice(0, later).map((_, earlier) => [earlier, later] as const),
    )
    const consistencies = await Promise.all(
      pairs.map(async ([earlier, later]) => {
        const proof: ConsistencyProof = await proveGrowth(
          database,
          sizes[earlier] ?? 0,
          sizes[later] ?? 0,
          verifier,
        )
        return { earlier, later, proof: bytes(proof.proof) }
      }),
    )
    const claims = { verifier: writeVerifier(verifier), checkpoints: witnessed, inclusions, consistencies }
    t.match(verify(claims), `5 checkpoints, 5 signatures, ${inclusions.length} inclusions, 10 consistencies`)
    const [first] = consistencies
    t.throws(() =>
      verify({ ...claims, consistencies: [{ earlier: 1, later: 4, proof: first?.proof ?? [] }] }),
    )
  },
)
