import type { Database } from '../../db/driver/client.ts'

/** How much waits to be told, and for how long (s): what an operator watches. */
export async function readBacklog(
  database: Database,
  now: Date,
): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await database.run(
    () => database.sql<{ waiting: number; oldest: Date | null }[]>`
      select waiting, oldest from count_backlog()`,
  )
  const oldest = row?.oldest ?? now
  return { waiting: row?.waiting ?? 0, oldestSeconds: Math.max(0, (now.getTime() - oldest.getTime()) / 1000) }
}
