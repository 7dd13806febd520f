import { fileURLToPath } from 'node:url'
import { gt, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { openedByOne, type Verifier } from './note.ts'
import { openWitness } from './open-witness.ts'
import { type Publication, publishCheckpoints, publishHandOver, readHandOver } from './publish-checkpoints.ts'
import { leadsTo } from './tree-store.ts'

/** What a witness has, beside what the database has. */
export interface WitnessWatch {
  /** Reads what the witness has, once; and says whether that is anything of this logbook. */
  begin(): Promise<boolean>
  /** Hands the last checkpoint to it, and before that the one by which the key was changed. */
  publish(): Promise<void>
  /** When the first of those was signed that the witness has not got; undefined where it has the last, or where nobody knows. */
  behindSince(): Promise<Date | undefined>
  /** How many checkpoints the witness has that the tree in the database does not lead to. */
  countStrange(): Promise<number>
  /** Lets go of its directory. */
  close(): void
}

/**
 * Watches for a database that is behind its witness, or has another history (R20). After a restore that is so, and sealing goes
 * on; of anything else somebody has to hear. A directory is looked at when the watch begins, and what was found strange again and
 * again; that the database goes back later the sealer remembers. An address only tells of a checkpoint that differs from the one
 * that it is handed.
 */
export function watchWitness(database: Database, witness: URL, verifiers: readonly Verifier[]): WitnessWatch {
  const directory = witness.protocol === 'file:' ? openWitness(fileURLToPath(witness)) : undefined
  let begun: { readonly witnessed: boolean } | undefined
  let suspect: readonly string[] = []
  let refused = false
  let handedOver: number | undefined
  /** The size of the last that the witness is known to have. */
  let had: number | undefined
  const hear = ({ differs, other }: Publication) => {
    if (other !== undefined && !suspect.includes(other)) suspect = [...suspect, other]
    refused = differs && other === undefined
  }
  return {
    async begin() {
      if (begun) return begun.witnessed
      suspect = (await directory?.readSome()) ?? []
      const sizes = suspect.flatMap((note) => openedByOne(note, verifiers)?.size ?? [])
      begun = { witnessed: sizes.length > 0 }
      // What an address has nobody can see.
      if (directory) had = Math.max(had ?? 0, ...sizes)
      return begun.witnessed
    },
    async publish() {
      const changedAt = await readHandOver(database)
      if (changedAt !== undefined && changedAt.getTime() !== handedOver) {
        hear(await publishHandOver(database, directory ?? witness, verifiers, changedAt))
        handedOver = changedAt.getTime()
      }
      const last = await publishCheckpoints(database, directory ?? witness, verifiers)
      hear(last)
      had = last.size ?? had
    },
    async behindSince() {
      if (had === undefined) return undefined
      const lacking = gt(logbookCheckpoint.size, had)
      const [first] = await database.run(() =>
        database.orm.select().from(logbookCheckpoint).where(lacking).orderBy(logbookCheckpoint.size).limit(1),
      )
      return first?.signedAt
    },
    async countStrange() {
      suspect = await findStrange(database, suspect, verifiers)
      return suspect.length + (refused ? 1 : 0)
    },
    close: () => directory?.close(),
  }
}

function findStrange(
  database: Database,
  notes: readonly string[],
  verifiers: readonly Verifier[],
): Promise<string[]> {
  return database.run(() =>
    database.orm.transaction(async (tx) => {
      const size = await sealedSize(tx)
      const strange: string[] = []
      for (const note of notes) {
        const opened = openedByOne(note, verifiers)
        if (!opened || !(await leadsTo(tx, size, opened))) strange.push(note)
      }
      return strange
    }),
  )
}

async function sealedSize(tx: Transaction): Promise<number> {
  const [row] = await tx.execute<{ size: number }>(
    sql`select coalesce(max(size), 0)::float8 as size from logbook_checkpoint`,
  )
  return row?.size ?? 0
}
