import type { Database } from '../../db/driver/client.ts'

/** How long the oldest line of the logbook waits to be sealed (s); 0 where none does. What an operator watches (R20). */
export async function readSealingLag(database: Database, now: Date): Promise<number> {
  const [row] = await database.run(
    () => database.sql<{ oldest: Date | null }[]>`select oldest_unsealed() as oldest`,
  )
  return row?.oldest ? Math.max(0, (now.getTime() - row.oldest.getTime()) / 1000) : 0
}
