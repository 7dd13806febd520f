import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { logbookTile } from '../../db/tables/sealing.ts'
import { fold, type ReadHashes, tileHeight, treeRoot } from './merkle.ts'
import type { Checkpoint } from './note.ts'

/** Reads the kept hashes of the tree over the logbook. */
export function readTree(tx: Transaction): ReadHashes {
  return async (level, from, count) => {
    const rows = await tx.execute<{ hash: Buffer }>(
      level === 0
        ? sql`select hash from logbook_leaf where index >= ${from} and index < ${from + count} order by index`
        : sql`select hash from logbook_tile
               where level = ${level} and index >= ${from} and index < ${from + count} order by index`,
    )
    if (rows.length !== count) throw new RangeError('a hash of the tree is missing')
    return rows.map(({ hash }) => hash)
  }
}

/** Adds the hashes of every eighth level that a tree has since it grew from one size to another. */
export async function addTiles(tx: Transaction, from: number, to: number): Promise<void> {
  const read = readTree(tx)
  for (let level = tileHeight; 2 ** level <= to; level += tileHeight) {
    const width = 2 ** level
    for (let index = Math.floor(from / width); (index + 1) * width <= to; index++) {
      const below = await read(level - tileHeight, index * 2 ** tileHeight, 2 ** tileHeight)
      await tx.insert(logbookTile).values({ level, index, hash: fold(below) })
    }
  }
}

/** Whether the kept tree, of so many leaves, has a checkpoint on its way: the same lines, and none other before them. */
export async function leadsTo(
  tx: Transaction,
  size: number,
  checkpoint: Pick<Checkpoint, 'size' | 'root'>,
): Promise<boolean> {
  if (checkpoint.size > size) return false
  const root = await treeRoot(readTree(tx), checkpoint.size).catch((error: unknown) => {
    if (error instanceof RangeError) return undefined
    throw error
  })
  return root?.equals(checkpoint.root) ?? false
}
