import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { openCheckpoint, type Verifier } from './note.ts'
import { publishCheckpoints } from './publish-checkpoints.ts'
import { leadsTo } from './tree-store.ts'
import { readNewest } from './witness-directory.ts'

/** What a witness has, beside what the database has. */
export interface WitnessWatch {
  /** Reads what the witness has, once; and says whether that is anything of this logbook. */
  begin(): Promise<boolean>
  /** Hands the last checkpoint to it. */
  publish(): Promise<void>
  /** How many checkpoints the witness has that the tree in the database does not lead to. */
  countStrange(): Promise<number>
}

/**
 * Watches for a database that is behind its witness, or has another history (R20). After a restore that is so, and sealing goes
 * on; of anything else somebody has to hear. What was found strange is held against the database again and again. An address only tells of
 * a checkpoint that differs from the one that it is handed; a directory is read when the watch begins.
 */
export function watchWitness(database: Database, witness: URL, verifier: Verifier): WitnessWatch {
  let notes: Set<string> | undefined
  let refused = false
  return {
    async begin() {
      notes ??= new Set(witness.protocol === 'file:' ? await readNewest(fileURLToPath(witness)) : [])
      return [...notes].some((note) => openCheckpoint(note, verifier) !== undefined)
    },
    async publish() {
      const { differs, other } = await publishCheckpoints(database, witness)
      if (other !== undefined) notes?.add(other)
      refused = differs && other === undefined
    },
    async countStrange() {
      const strange = await findStrange(database, [...(notes ?? [])], verifier)
      return strange.length + (refused ? 1 : 0)
    },
  }
}

function findStrange(database: Database, notes: readonly string[], verifier: Verifier): Promise<string[]> {
  return database.run(() =>
    database.orm.transaction(async (tx) => {
      const size = await sealedSize(tx)
      const strange: string[] = []
      for (const note of notes) {
        const opened = openCheckpoint(note, verifier)
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
