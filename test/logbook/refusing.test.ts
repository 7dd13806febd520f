import type postgres from 'postgres'
import t, { type Test } from 'tap'
import type { SealerMemory } from '../../src/logbook/check-before-sealing.ts'
import { leafOf } from '../../src/logbook/entry.ts'
import { signCheckpoint } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { sealLogbook } from '../../src/logbook/seal-lines.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { serviceOf } from '../support/clockwork.ts'
import { keepAside, newSigner, putBack, sealedLogbook, writeLines } from '../support/sealed-logbook.ts'
import { sealAtLeast } from '../support/sealing.ts'

/** A sealed logbook, and the sealer that goes on with it. */
async function world(t: Test, batches = [40, 300, 30]) {
  const logbook = await sealedLogbook(t, batches)
  const database = serviceOf(t, logbook)
  const go = (memory: SealerMemory = {}) =>
    sealLogbook({ database, signer: logbook.signer, now: new Date(), memory }, () => false)
  const signed = async () =>
    (await logbook.sql<{ size: number }[]>`select size::int from logbook_checkpoint order by size`).map(
      ({ size }) => size,
    )
  return { ...logbook, go, signed }
}

const editLine = (sql: postgres.Sql, index: number) =>
  sql`update logbook set actor_id = gen_random_uuid() where id = (select logbook_id from logbook_leaf where index = ${index})`

/** Makes the leaf of a line fit to what the line says. */
async function fitLeaf(sql: postgres.Sql, index: number): Promise<void> {
  for await (const leaf of readLogbook(sql).leaves())
    if (leaf.index === index && leaf.line)
      await sql`update logbook_leaf set hash = ${leafOf(leaf.line, leaf.commitment)} where index = ${index}`
}

/** Takes away all that says that anything was sealed. */
async function unseal(sql: postgres.Sql): Promise<void> {
  await sql`delete from logbook_leaf`
  await sql`delete from logbook_tile`
  await sql`delete from logbook_checkpoint`
  await sql`delete from logbook where event = 'checkpoint_signed' and digest is not null and actor_id is null`
}

t.test('R20: the sealer does not sign on over a tree that is not the one that it signed', async (t) => {
  const tampers: [string, string, (sql: postgres.Sql) => Promise<unknown>][] = [
    [
      'an edited line with a leaf that fits',
      'logbook-tree-changed',
      async (sql) => {
        await editLine(sql, 365)
        await fitLeaf(sql, 365)
      },
    ],
    ['a leaf too many', 'logbook-tree-changed', (sql) => insertLeaf(sql)],
    [
      'leaves that are gone',
      'logbook-tree-changed',
      (sql) => sql`delete from logbook_leaf where index > 360`.execute(),
    ],
    [
      'an edited tile',
      'logbook-tree-changed',
      (sql) => sql`update logbook_tile set hash = sha256(hash)`.execute(),
    ],
    ['no tile', 'logbook-tree-changed', (sql) => sql`delete from logbook_tile`.execute()],
    ['no checkpoints', 'logbook-checkpoints-gone', (sql) => sql`delete from logbook_checkpoint`.execute()],
    [
      'no checkpoints and no leaves',
      'logbook-checkpoints-gone',
      async (sql) => {
        await sql`delete from logbook_checkpoint`
        await sql`delete from logbook_leaf`
      },
    ],
    [
      'a checkpoint of another size',
      'logbook-checkpoint-not-signed',
      (sql) =>
        sql`update logbook_checkpoint set size = size + 1 where size = (select max(size) from logbook_checkpoint)`.execute(),
    ],
  ]
  const { sql, go, signed, verifier } = await world(t)
  const before = await signed()
  await writeLines(sql, 5)
  for (const [what, code, tamper] of tampers) {
    await keepAside(sql)
    await tamper(sql)
    const left = (await signed()).length
    await t.rejects(go(), { name: 'SealingRefused', code }, what)
    t.equal((await signed()).length, left, `${what}: nothing is signed`)
    await putBack(sql)
  }
  t.strictSame(await signed(), before)
  t.ok((await sealAtLeast(go, 5)) >= 5, 'and on what it signed it goes on')
  t.strictSame((await verifyLogbook(readLogbook(sql), verifier)).findings, [])
})

t.test('R20: it does not sign on behind a checkpoint of somebody else', async (t) => {
  const { sql, go, signer } = await world(t)
  const [last] = await sql<{ size: number; note: string }[]>`
    select size::int, note from logbook_checkpoint order by size desc limit 1`
  const root = Buffer.from(last?.note.split('\n')[2] ?? '', 'base64')
  const forged = signCheckpoint({ origin: signer.name, size: last?.size ?? 0, root }, newSigner())
  await sql`update logbook_checkpoint set note = ${forged} where size = ${last?.size ?? 0}`
  await t.rejects(go(), { code: 'logbook-checkpoint-not-signed' })
})

t.test('R20: history that was taken away to be sealed anew is not signed by who remembers it', async (t) => {
  const { sql, go, signed } = await world(t)
  const memory: SealerMemory = {}
  await go(memory)
  t.ok(memory.last)
  await unseal(sql)
  await editLine(sql, 5)
  await t.rejects(go(memory), { code: 'logbook-checkpoints-gone' }, 'the process that signed it')
  await t.rejects(
    go({ witnessed: true }),
    { code: 'logbook-checkpoints-gone' },
    'one with a witness that has it',
  )
  t.strictSame(await signed(), [])
  t.ok((await sealAtLeast(go, 370)) >= 370, 'only who remembers nothing, and has no witness, begins anew')
  await t.rejects(go(memory), { code: 'logbook-went-back' }, 'and that is seen by who does')
})

t.test('R20: a database that went back is not signed on by who saw it further', async (t) => {
  const { sql, go, signed } = await world(t)
  const memory: SealerMemory = {}
  await writeLines(sql, 20)
  await sealAtLeast(() => go(memory), 20)
  const before = (await signed()).at(-2) ?? 0
  await sql`delete from logbook where event = 'checkpoint_signed' and count > ${before}`
  await sql`delete from logbook_leaf where index >= ${before}`
  await sql`delete from logbook_checkpoint where size > ${before}`
  await t.rejects(go(memory), { code: 'logbook-went-back' })
  t.equal((await signed()).at(-1), before)
  t.ok((await sealAtLeast(go, 20)) >= 20, 'one that starts on it goes on: it may have been restored')
})

async function insertLeaf(sql: postgres.Sql): Promise<void> {
  await sql`insert into logbook_leaf (index, logbook_id, hash)
            select max(index) + 1, 900000, sha256('x') from logbook_leaf`
}
