import { randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type postgres from 'postgres'
import t from 'tap'
import { leafOf } from '../../src/logbook/entry.ts'
import { exportLogbook, readExport } from '../../src/logbook/export-logbook.ts'
import { checkpointDigest } from '../../src/logbook/kept-checkpoint.ts'
import { fold, tileHeight } from '../../src/logbook/merkle.ts'
import { signCheckpoint } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { inForm } from '../support/long-form.ts'
import { keepAside, newSigner, putBack, sealedLogbook, writeLines } from '../support/sealed-logbook.ts'

const batches = [7, 100, 160, 1, 30]
const { sql, seal, signer, verifier, witnessed } = await sealedLogbook(t, batches)
// Some were destroyed since, so that not every tie that is gone was hidden.
await sql.begin(async (tx) => {
  await tx`select from destroy_young_persons(array(
    select young_person_id from logbook where young_person_id is not null order by id limit 5), 'erasure', 'Jw 7.1.5', null, now(), current_date)`
})
await seal(5)
const afterDestruction = (await lastCheckpoint()).size
for (const lines of [20, 15]) {
  await writeLines(sql, lines)
  await seal(lines)
  witnessed.push((await lastCheckpoint()).note)
}
const checkpoints = (await sql`select from logbook_checkpoint`).length
const origin = signer.name
const forger = newSigner()
const sealed = (await verifyLogbook(readLogbook(sql), verifier, witnessed)).size

async function lastCheckpoint() {
  const [last] = await sql<{ size: number; note: string }[]>`
    select size::int, note from logbook_checkpoint order by size desc limit 1`
  return { size: last?.size ?? 0, note: last?.note ?? '' }
}

const random = (n: number) => Math.floor(Math.random() * n)
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
/** The id of a sealed line. */
const someLine = async (tx: postgres.TransactionSql) => {
  const [row] = await tx<
    { id: number }[]
  >`select logbook_id::int as id from logbook_leaf where index = ${random(sealed)}`
  return row?.id ?? 0
}

const edits = [
  `occurred_at = occurred_at + interval '1 millisecond'`,
  `event = case when event = 'signal_ended' then 'signal_registered' else 'signal_ended' end::logbook_event`,
  `ground = coalesce(ground, '') || '.'`,
  'actor_id = gen_random_uuid()',
  'organisation_id = gen_random_uuid()',
  'young_person_id = gen_random_uuid()',
  'signal_id = gen_random_uuid()',
  'match_id = gen_random_uuid()',
  'notification_id = gen_random_uuid()',
  'account_id = gen_random_uuid()',
  'convenant_id = gen_random_uuid()',
  'partner_id = gen_random_uuid()',
  `municipality_code = '0150'`,
  'count = coalesce(count, 0) + 1',
  `digest = sha256(random()::text::bytea)`,
  `reason = case when reason = 'lapsed' then 'risk_gone' else 'lapsed' end::end_reason`,
  `day = coalesce(day, '2026-01-01') - 1`,
  'request_id = gen_random_uuid()',
  `transaction_id = (transaction_id::text::bigint + 1)::text::xid8`,
]

/** Every column of a checkpoint, but the note, which is edited by itself. */
const checkpointEdits = [
  'size = size + 1',
  `signed_at = signed_at - interval '1 year'`,
  `signed_at = signed_at + interval '1 millisecond'`,
  `sealed_before = (sealed_before::text::bigint + 1)::text::xid8`,
  `sealed_before = '1'`,
  `cluster = 'another'`,
]

async function someCheckpoint(tx: postgres.TransactionSql) {
  const [row] = await tx<{ size: number; note: string }[]>`
    select size::int, note from logbook_checkpoint order by random() limit 1`
  return { size: row?.size ?? 0, note: row?.note ?? '' }
}

/** A transaction, where a whole client is asked for. */
function asSql(tx: postgres.TransactionSql): postgres.Sql {
  return tx as unknown as postgres.Sql
}

type Tamper = (tx: postgres.TransactionSql) => Promise<unknown>

/** What somebody who may do anything in the database could do to lines that are sealed. */
const tampers: Readonly<Record<string, Tamper>> = {
  'edits a line': async (tx) =>
    tx.unsafe(`update logbook set ${pick(edits)} where id = ${await someLine(tx)}`),
  'removes a line': async (tx) => tx`delete from logbook where id = ${await someLine(tx)}`,
  'removes a line and its leaf': async (tx) => {
    const id = await someLine(tx)
    await tx`delete from logbook where id = ${id}`
    await tx`delete from logbook_leaf where logbook_id = ${id}`
  },
  'removes a line and its leaf, and closes the gap': async (tx) => {
    const index = random(sealed)
    await tx`delete from logbook where id = (select logbook_id from logbook_leaf where index = ${index})`
    await tx`delete from logbook_leaf where index = ${index}`
    await tx`update logbook_leaf set index = -index where index > ${index}`
    await tx`update logbook_leaf set index = -index - 1 where index < 0`
  },
  'removes a leaf': async (tx) => tx`delete from logbook_leaf where index = ${random(sealed)}`,
  'inserts a line in the past': async (tx) => tx`
    insert into logbook (transaction_id, occurred_at, event, ground)
    select transaction_id, occurred_at, 'signal_ended', 'Jw 7.1.4.5 lid 1' from logbook where id = ${await someLine(tx)}`,
  'inserts a line that is dated back': async (tx) => tx`
    insert into logbook (occurred_at, event, ground, signal_id)
    values (now() - interval '3 months', 'signal_registered', 'Jw 7.1.4.1', gen_random_uuid())`,
  'inserts a line in the past, with a leaf': async (tx) => {
    const index = random(sealed)
    await tx`update logbook_leaf set index = -index - 1 where index >= ${index}`
    await tx`update logbook_leaf set index = -index where index < 0`
    await tx`with forged as (
      insert into logbook (transaction_id, occurred_at, event) values ('1', now(), 'signal_ended') returning id)
      insert into logbook_leaf (index, logbook_id, hash) select ${index}, id, sha256('x') from forged`
  },
  'swaps what two lines say': async (tx) => {
    const [a, b] = [await someLine(tx), await someLine(tx)]
    if (a === b) return tx`delete from logbook where id = ${a}`
    return tx`update logbook l set occurred_at = o.occurred_at, actor_id = o.actor_id, signal_id = o.signal_id, event = o.event
                from logbook o where (l.id, o.id) in ((${a}, ${b}), (${b}, ${a}))`
  },
  'swaps two leaves': async (tx) => {
    const [a, b] = [random(sealed), random(sealed - 1)]
    const other = b >= a ? b + 1 : b
    await tx`update logbook_leaf set index = -1 where index = ${a}`
    await tx`update logbook_leaf set index = ${a} where index = ${other}`
    await tx`update logbook_leaf set index = ${other} where index = -1`
  },
  'edits a leaf': async (tx) =>
    tx`update logbook_leaf set hash = sha256(hash) where index = ${random(sealed)}`,
  'edits a line and makes its leaf fit': async (tx) => {
    const id = await someLine(tx)
    await tx`update logbook set actor_id = gen_random_uuid() where id = ${id}`
    await tx`update logbook_leaf set hash = sha256(random()::text::bytea) where logbook_id = ${id}`
  },
  'edits a line and works the whole tree out anew': async (tx) => {
    const id = await someLine(tx)
    await tx`update logbook set actor_id = gen_random_uuid() where id = ${id}`
    const hashes: Buffer[] = []
    for await (const { line, commitment } of readLogbook(asSql(tx)).leaves())
      if (line) hashes.push(leafOf(line, commitment))
    const [row] = await tx<{ index: number }[]>`select index::int from logbook_leaf where logbook_id = ${id}`
    await tx`update logbook_leaf set hash = ${hashes[row?.index ?? 0] ?? ''} where logbook_id = ${id}`
    await tx`update logbook_tile set hash = ${fold(hashes.slice(0, 2 ** tileHeight))}`
  },
  'puts two lines and their leaves in another order': async (tx) => {
    const [a, b] = [random(sealed - 1), sealed - 1]
    await tx`update logbook_leaf set logbook_id = -logbook_id where index in (${a}, ${b})`
    await tx`update logbook_leaf f set logbook_id = -o.logbook_id, hash = o.hash, subject_commitment = o.subject_commitment,
                    subject_salt = o.subject_salt
               from logbook_leaf o where (f.index, o.index) in ((${a}, ${b}), (${b}, ${a}))`
  },
  'hides whom a line was about': async (tx) => tx`
    update logbook set young_person_id = null where id = (
      select logbook_id from logbook_leaf where subject_salt is not null order by random() limit 1)`,
  'hides whom a line was about, with its salt': async (tx) => tx`
    with hidden as (
      update logbook set young_person_id = null where id = (
        select logbook_id from logbook_leaf where subject_salt is not null order by random() limit 1) returning id)
    update logbook_leaf f set subject_salt = null from hidden where f.logbook_id = hidden.id`,
  'hides a young person in every line': async (tx) => tx`
    with hidden as (
      update logbook set young_person_id = null where young_person_id = (
        select l.young_person_id from logbook l join logbook_leaf f on f.logbook_id = l.id
         where f.subject_salt is not null order by random() limit 1) returning id)
    update logbook_leaf f set subject_salt = null from hidden where f.logbook_id = hidden.id`,
  'shows whom a forgotten line was about': async (tx) => tx`
    update logbook_leaf set subject_salt = sha256('x') where index = (
      select index from logbook_leaf where subject_commitment is not null and subject_salt is null order by random() limit 1)`,
  'says that a line was about another': async (tx) => tx`
    update logbook set young_person_id = gen_random_uuid() where id = (
      select logbook_id from logbook_leaf where subject_salt is not null order by random() limit 1)`,
  'takes a commitment away': async (tx) => tx`
    update logbook_leaf set subject_commitment = null, subject_salt = null where index = (
      select index from logbook_leaf where subject_salt is not null order by random() limit 1)`,
  'edits a salt': async (tx) => tx`
    update logbook_leaf set subject_salt = sha256(subject_salt) where index = (
      select index from logbook_leaf where subject_salt is not null order by random() limit 1)`,
  'edits a checkpoint': async (tx) => {
    const [row] = await tx<{ size: number; note: string }[]>`
      select size::int, note from logbook_checkpoint order by random() limit 1`
    const note = row?.note ?? ''
    const place = random(note.length)
    const other = note[place] === 'x' ? 'y' : 'x'
    return tx`update logbook_checkpoint set note = ${note.slice(0, place) + other + note.slice(place + 1)} where size = ${row?.size ?? 0}`
  },
  ...Object.fromEntries(
    checkpointEdits.map((edit) => [
      `edits a checkpoint: ${edit}`,
      async (tx: postgres.TransactionSql) => {
        const { size } = await someCheckpoint(tx)
        return tx.unsafe(`update logbook_checkpoint set ${edit} where size = ${size}`)
      },
    ]),
  ),
  'edits a checkpoint and adds a line that fits': async (tx) => {
    const { size } = await someCheckpoint(tx)
    await tx`update logbook_checkpoint set signed_at = signed_at - interval '1 year' where size = ${size}`
    const edited = (await readLogbook(asSql(tx)).checkpoints()).find((each) => each.size === size)
    if (!edited) throw new Error('there is no such checkpoint')
    return tx`insert into logbook (occurred_at, event, count, digest)
              values (now(), 'checkpoint_signed', ${size}, ${checkpointDigest(edited)})`
  },
  'moves a checkpoint to another size': async (tx) =>
    tx`update logbook_checkpoint set size = size + 1 where size = (select size from logbook_checkpoint order by random() limit 1)`,
  'removes a checkpoint': async (tx) =>
    tx`delete from logbook_checkpoint where size = (select size from logbook_checkpoint order by random() limit 1)`,
  'inserts a checkpoint': async (tx) => {
    const note = signCheckpoint({ origin, size: 3, root: randomBytes(32) }, pick([signer, forger]))
    return tx`insert into logbook_checkpoint (size, note, signed_at, sealed_before, cluster) values (3, ${note}, now(), '1', 'x')`
  },
  'signs the checkpoints with another key': async (tx) => {
    const [row] = await tx<
      { size: number; note: string }[]
    >`select size::int, note from logbook_checkpoint order by random() limit 1`
    const root = Buffer.from(row?.note.split('\n')[2] ?? '', 'base64')
    const note = signCheckpoint({ origin, size: row?.size ?? 0, root }, forger)
    return tx`update logbook_checkpoint set note = ${note} where size = ${row?.size ?? 0}`
  },
  'swaps two checkpoints': async (tx) => {
    const [a, b] = await tx<
      { size: number; note: string }[]
    >`select size::int, note from logbook_checkpoint order by random() limit 2`
    await tx`update logbook_checkpoint set note = ${b?.note ?? ''} where size = ${a?.size ?? 0}`
    await tx`update logbook_checkpoint set note = ${a?.note ?? ''} where size = ${b?.size ?? 0}`
  },
  'edits a tile': async (tx) =>
    tx`update logbook_tile set hash = sha256(hash) where (level, index) = (select level, index from logbook_tile limit 1)`,
  'inserts a tile': async (tx) =>
    tx`insert into logbook_tile (level, index, hash) values (8, ${100 + random(100)}, sha256('x'))`,
  'moves a tile': async (tx) =>
    tx`update logbook_tile set index = index + 1 where (level, index) = (select level, index from logbook_tile limit 1)`,
  'removes a tile': async (tx) =>
    tx`delete from logbook_tile where (level, index) = (select level, index from logbook_tile limit 1)`,
  'goes back to an older state': async (tx) => {
    const [row] = await tx<{ size: number }[]>`
      select size::int from logbook_checkpoint
       where size >= ${afterDestruction} and size < (select max(size) from logbook_checkpoint) order by random() limit 1`
    const size = row?.size ?? 0
    await tx`delete from logbook where id not in (select logbook_id from logbook_leaf where index < ${size}) and (event <> 'checkpoint_signed' or count <> ${size})`
    await tx`delete from logbook_leaf where index >= ${size}`
    await tx`delete from logbook_tile where (index + 1) * 2 ^ level > ${size}`
    await tx`delete from logbook_checkpoint where size > ${size}`
  },
}

class Undone extends Error {}

/** What is found after a tampering, which is then undone. */
async function findAfter(tamper: Tamper, notes: readonly string[]): Promise<readonly { kind: string }[]> {
  let found: readonly { kind: string }[] = []
  await sql
    .begin(async (tx) => {
      await tamper(tx)
      found = (await verifyLogbook(readLogbook(asSql(tx)), verifier, notes)).findings
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return found
}

t.test('R20: an untouched logbook verifies, also beside what a witness kept', async (t) => {
  const { size, findings, ...counts } = await verifyLogbook(readLogbook(sql), verifier, witnessed)
  t.strictSame(findings, [])
  t.strictSame(counts, { checkpoints, forgotten: 5 })
  t.ok(size >= 298)
})

t.test(`R20: every one of ${inForm(130, 1000)} tamperings is found`, async (t) => {
  const kinds = Object.entries(tampers)
  const missed: string[] = []
  for (let n = 0; n < inForm(130, 1000); n++) {
    const [name, tamper] = kinds[n % kinds.length] as [string, Tamper]
    if ((await findAfter(tamper, witnessed)).length === 0) missed.push(name)
  }
  t.strictSame(missed, [])
})

t.test('R20: it is found as well once a sealer has been by', async (t) => {
  const missed: string[] = []
  let refused = 0
  const kinds = Array.from({ length: inForm(1, 5) }, () => Object.entries(tampers)).flat()
  for (const [name, tamper] of kinds) {
    await keepAside(sql)
    await sql.begin(async (tx) => void (await tamper(tx)))
    await writeLines(sql, 5)
    await seal(5).catch((error: { name: string }) => {
      if (error.name !== 'SealingRefused') throw error
      refused++
    })
    const { findings } = await verifyLogbook(readLogbook(sql), verifier, witnessed)
    if (findings.length === 0) missed.push(name)
    await putBack(sql)
  }
  t.strictSame(missed, [])
  t.ok(refused > 5, `it refused to sign after ${refused} of ${kinds.length}`)
  t.strictSame((await verifyLogbook(readLogbook(sql), verifier, witnessed)).findings, [])
})

t.test('R20: each kind is found for what it is', async (t) => {
  const named = {
    'removes a line': 'line-missing',
    'inserts a line in the past': 'line-not-sealed',
    'inserts a line that is dated back': 'line-back-dated',
    'removes a leaf': 'leaf-missing',
    'hides whom a line was about, with its salt': 'subject-hidden',
    'hides a young person in every line': 'subject-hidden',
    'says that a line was about another': 'subject-changed',
    'removes a checkpoint': 'checkpoint-missing',
    'signs the checkpoints with another key': 'checkpoint-not-signed',
    'edits a tile': 'tile-changed',
    'goes back to an older state': 'rolled-back',
  }
  for (const [name, kind] of Object.entries(named)) {
    const found = await findAfter(tampers[name] as Tamper, witnessed)
    t.ok(
      found.some((finding) => finding.kind === kind),
      `${name}: ${[...new Set(found.map((f) => f.kind))]}`,
    )
  }
})

t.test(
  'R20: without a witness a return to an older state is not to be seen, and everything else is',
  async (t) => {
    for (const [name, tamper] of Object.entries(tampers)) {
      const found = await findAfter(tamper, [])
      t.equal(found.length > 0, name !== 'goes back to an older state', name)
    }
  },
)

t.test('R20: an export verifies on another machine, and shows what was tampered with', async (t) => {
  const folder = t.testdir()
  const write = async (name: string, from: postgres.Sql) => {
    const file = join(folder, name)
    for await (const text of exportLogbook(readLogbook(from))) appendFileSync(file, text)
    return file
  }
  const sound = await write('sound.jsonl', sql)
  const verified = await verifyLogbook(readExport(sound), verifier, witnessed)
  t.strictSame(verified.findings, [])
  t.equal(verified.size, sealed)
  t.equal(verified.forgotten, 5)
  const persons = await sql<
    { id: string }[]
  >`select young_person_id as id from logbook where young_person_id is not null`
  const text = readFileSync(sound, 'utf8')
  t.notOk(
    persons.some(({ id }) => text.includes(id)),
    'no pseudonym is in it',
  )

  await sql
    .begin(async (tx) => {
      await tampers['hides whom a line was about, with its salt']?.(tx)
      const file = await write('hidden.jsonl', asSql(tx))
      const { findings } = await verifyLogbook(readExport(file), verifier, witnessed)
      t.strictSame(findings, [{ kind: 'subject-hidden', at: 6 }])
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })

  const changed = text.replace(/"actorId":"[0-9a-f]{8}/, '"actorId":"00000000')
  writeFileSync(join(folder, 'changed.jsonl'), changed)
  t.match((await verifyLogbook(readExport(join(folder, 'changed.jsonl')), verifier, witnessed)).findings, [
    { kind: 'line-changed' },
  ])
  const shorter = text.split('\n').filter((_, n) => n !== 40)
  writeFileSync(join(folder, 'shorter.jsonl'), shorter.join('\n').trimEnd())
  t.ok(
    (await verifyLogbook(readExport(join(folder, 'shorter.jsonl')), verifier, witnessed)).findings.length > 0,
  )
  writeFileSync(join(folder, 'none.jsonl'), '{}\n')
  await t.rejects(verifyLogbook(readExport(join(folder, 'none.jsonl')), verifier), /no export/)
})
