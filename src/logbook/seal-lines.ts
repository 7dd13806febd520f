import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { checkBeforeSealing, type SealerMemory } from './check-before-sealing.ts'
import { commitTo, leafOf, type SealedLine } from './entry.ts'
import { checkpointDigest } from './kept-checkpoint.ts'
import { readKeyInForce } from './key-in-force.ts'
import { treeRoot } from './merkle.ts'
import { type Checkpoint, type Signer, signCheckpoint } from './note.ts'
import { type LogbookVersion, onlyVersion } from './signer.ts'
import { addTiles, readTree } from './tree-store.ts'
import { writeLogbook } from './write.ts'

export interface Sealing {
  readonly database: Database
  /** The key, or its versions where it is or was changed. */
  readonly signer: Signer | readonly LogbookVersion[]
  readonly now: Date
  /** What this process saw before; kept from round to round. */
  readonly memory?: SealerMemory
}

/** Lines that one transaction seals at most. */
const batch = 2000

const leavesAtOnce = 200

/**
 * Seals what is settled and not sealed yet, in batches, until nothing is (R20): a leaf for each line, and a signed
 * checkpoint over the tree. Writers never wait for it; destruction does, for a batch (lines_to_seal.sql). May be interrupted and repeated, and run by several instances.
 * @returns how many lines were sealed
 * @throws SealingRefused where what is stored is not what was signed last
 */
export async function sealLogbook(sealing: Sealing, stopped: () => boolean): Promise<number> {
  let sealed = 0
  let last = batch
  while (last >= batch && !stopped()) {
    last = await sealBatch(sealing)
    sealed += last
  }
  return sealed
}

async function sealBatch(sealing: Sealing): Promise<number> {
  const { database, memory = {} } = sealing
  const sealed = await database.run(() =>
    database.orm.transaction(async (tx) => {
      const [held] = await tx.execute<{ held: boolean }>(
        sql`select pg_try_advisory_xact_lock(sealing_lock()) as held`,
      )
      return held?.held ? sealMore(tx, sealing, memory) : undefined
    }),
  )
  if (!sealed) return 0
  memory.last = sealed.checkpoint
  return sealed.lines
}

async function sealMore(tx: Transaction, { signer, now }: Sealing, memory: SealerMemory) {
  const { verifier, signers, takesOver } = await readKeyInForce(
    tx,
    'key' in signer ? onlyVersion(signer) : signer,
  )
  const before = await checkBeforeSealing(tx, verifier, memory)
  const { lines, sealedBefore, cluster } = await readLines(tx)
  // A checkpoint is a line itself; alone it waits for company, since it would follow itself for ever.
  if (lines.every(({ event }) => event === 'checkpoint_signed')) return undefined
  const size = await addLeaves(tx, before, lines)
  const root = await treeRoot(readTree(tx), size)
  const checkpoint: Checkpoint = { origin: verifier.name, size, root }
  const kept = { size, note: signCheckpoint(checkpoint, ...signers), signedAt: now, sealedBefore, cluster }
  await tx.insert(logbookCheckpoint).values(kept)
  if (takesOver !== undefined)
    await tx.execute(sql`select logbook_handed_over(${takesOver}::smallint, ${now.toISOString()})`)
  const digest = checkpointDigest(kept)
  await writeLogbook(tx, { occurredAt: now, event: 'checkpoint_signed', count: size, digest })
  return { lines: lines.length, checkpoint }
}

/** Some at a time: requests get their turn in between, and would wait for tens of ms for all leaves of a batch. */
async function addLeaves(tx: Transaction, before: number, lines: readonly UnsealedLine[]): Promise<number> {
  for (let done = 0; done < lines.length; done += leavesAtOnce)
    await insertLeaves(tx, before + done, lines.slice(done, done + leavesAtOnce).map(makeLeaf))
  await addTiles(tx, before, before + lines.length)
  return before + lines.length
}

/** One array for a column: a parameter for each value cost twice the time. */
async function insertLeaves(tx: Transaction, before: number, leaves: readonly Leaf[]): Promise<void> {
  const column = (name: keyof Leaf) => sql.param(leaves.map((leaf) => leaf[name]))
  await tx.execute(sql`
    insert into logbook_leaf (index, logbook_id, hash, subject_commitment, subject_salt)
    select ${before}::bigint + n - 1, id, decode(hash, 'hex'), decode(commitment, 'hex'), decode(salt, 'hex')
      from unnest(${column('id')}::bigint[], ${column('hash')}::text[], ${column('commitment')}::text[],
                  ${column('salt')}::text[]) with ordinality l(id, hash, commitment, salt, n)`)
}

/** Bytes in hexadecimal. */
interface Leaf {
  readonly id: number
  readonly hash: string
  readonly commitment: string | null
  readonly salt: string | null
}

function makeLeaf(line: UnsealedLine): Leaf {
  const subject = line.youngPersonId === null ? undefined : commitTo(line.youngPersonId)
  return {
    id: line.id,
    hash: leafOf(line, subject?.commitment ?? null).toString('hex'),
    commitment: subject?.commitment.toString('hex') ?? null,
    salt: subject?.salt.toString('hex') ?? null,
  }
}

interface UnsealedLine extends SealedLine {
  readonly youngPersonId: string | null
}

async function readLines(tx: Transaction) {
  const rows = await tx.execute<Row>(sql`
    select (line).*, sealed_before, cluster from lines_to_seal(${batch})`)
  const last = rows.at(-1)
  return {
    lines: rows.map(toLine),
    sealedBefore: last?.sealed_before ?? '0',
    cluster: last?.cluster ?? '',
  }
}

type Row = {
  id: string
  transaction_id: string
  occurred_at: string
  event: string
  ground: string | null
  actor_id: string | null
  organisation_id: string | null
  young_person_id: string | null
  signal_id: string | null
  match_id: string | null
  notification_id: string | null
  account_id: string | null
  convenant_id: string | null
  partner_id: string | null
  municipality_code: string | null
  count: string | null
  digest: Buffer | null
  reason: string | null
  day: string | null
  request_id: string | null
  sealed_before: string
  cluster: string
}

function toLine(row: Row): UnsealedLine {
  return {
    id: Number(row.id),
    transactionId: row.transaction_id,
    occurredAt: new Date(row.occurred_at),
    event: row.event,
    ground: row.ground,
    actorId: row.actor_id,
    organisationId: row.organisation_id,
    youngPersonId: row.young_person_id,
    signalId: row.signal_id,
    matchId: row.match_id,
    notificationId: row.notification_id,
    accountId: row.account_id,
    convenantId: row.convenant_id,
    partnerId: row.partner_id,
    municipalityCode: row.municipality_code,
    count: row.count === null ? null : Number(row.count),
    digest: row.digest,
    reason: row.reason,
    day: row.day,
    requestId: row.request_id,
  }
}
