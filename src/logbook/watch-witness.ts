import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/driver/client.ts'
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
  const hear = ({ differs, other }: Publication) => {
    if (other !== undefined && !suspect.includes(other)) suspect = [...suspect, other]
    refused = differs && other === undefined
  }
  return {
    async begin() {
      if (begun) return begun.witnessed
      suspect = (await directory?.readSome()) ?? []
      begun = { witnessed: suspect.some((note) => openedByOne(note, verifiers) !== undefined) }
      return begun.witnessed
    },
    async publish() {
      const changedAt = await readHandOver(database)
      if (changedAt !== undefined && changedAt.getTime() !== handedOver) {
        hear(await publishHandOver(database, directory ?? witness, verifiers, changedAt))
        handedOver = changedAt.getTime()
      }
      hear(await publishCheckpoints(database, directory ?? witness, verifiers))
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
