import type { Database } from '../../db/driver/client.ts'

/** How much waits to be told, and for how long (s); and how much is held, since its recipient may not be told. What an operator watches. */
export async function readBacklog(
  database: Database,
  now: Date,
): Promise<{ waiting: number; oldestSeconds: number; held: number }> {
  const [row] = await database.run(
    () => database.sql<{ waiting: number; oldest: Date | null; held: number }[]>`
      select waiting, oldest, held from count_backlog()`,
  )
  const oldest = row?.oldest ?? now
  return {
    waiting: row?.waiting ?? 0,
    oldestSeconds: Math.max(0, (now.getTime() - oldest.getTime()) / 1000),
    held: row?.held ?? 0,
  }
}
