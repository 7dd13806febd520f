import { desc, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { type Checkpoint, openCheckpoint, type Verifier } from './note.ts'
import { leadsTo } from './tree-store.ts'

/** Why nothing is signed any more. */
export type RefusalCode =
  /** The tree is not the one that was signed last. */
  | 'logbook-tree-changed'
  /** The last checkpoint is not signed by the key of this service, or not for its size. */
  | 'logbook-checkpoint-not-signed'
  /** There is no checkpoint, though something was sealed. */
  | 'logbook-checkpoints-gone'
  /** The database has less than, or something else than, what this process saw signed. */
  | 'logbook-went-back'
  /** The logbook goes by a version of its key that this instance has not got. */
  | 'logbook-key-not-here'

/** What is stored is not what was signed last: signing on would make it look sound (R20). */
export class SealingRefused extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode) {
    super(`${code}: nothing is signed until somebody has looked`)
    this.name = 'SealingRefused'
    this.code = code
  }
}

/** What a process remembers of the logbook besides its database, which may be changed behind its back. */
export interface SealerMemory {
  /** The last checkpoint that it signed, or saw signed. */
  last?: Checkpoint
  /** Whether a witness had a checkpoint of this logbook when the process began. */
  witnessed?: boolean
}

/**
 * Holds what is stored against what was signed last, before more is signed (R20): an edited tree, and a history that was taken
 * away to be sealed anew, are not signed for. It reads some hundreds of hashes, however long the logbook is.
 * @returns how many lines are sealed
 * @throws SealingRefused
 */
export async function checkBeforeSealing(
  tx: Transaction,
  verifier: Verifier,
  memory: SealerMemory,
): Promise<number> {
  const [last] = await tx.select().from(logbookCheckpoint).orderBy(desc(logbookCheckpoint.size)).limit(1)
  const leaves = await countLeaves(tx)
  if (!last) {
    if (leaves > 0 || (await hasTiles(tx)) || memory.last || memory.witnessed)
      throw new SealingRefused('logbook-checkpoints-gone')
    return 0
  }
  const signed = openCheckpoint(last.note, verifier)
  if (signed?.size !== last.size) throw new SealingRefused('logbook-checkpoint-not-signed')
  if (leaves !== last.size || !(await leadsTo(tx, last.size, signed)))
    throw new SealingRefused('logbook-tree-changed')
  if (memory.last && !(await leadsTo(tx, last.size, memory.last)))
    throw new SealingRefused('logbook-went-back')
  memory.last = signed
  return last.size
}

/** By the index of the last; that none is missing before it shows in the root. */
async function countLeaves(tx: Transaction): Promise<number> {
  const [row] = await tx.execute<{ leaves: number }>(
    sql`select coalesce(max(index) + 1, 0)::float8 as leaves from logbook_leaf`,
  )
  return row?.leaves ?? 0
}

async function hasTiles(tx: Transaction): Promise<boolean> {
  return (await tx.execute(sql`select from logbook_tile limit 1`)).length > 0
}
