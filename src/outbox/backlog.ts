import type { Database } from '../../db/driver/client.ts'

/** How much waits to be told, and for how long (s). What an operator watches, beside what is not due. */
export interface Backlog {
  readonly waiting: number
  readonly oldestSeconds: number
  /** Held, since its recipient may not be told. */
  readonly held: number
  /** Refused for good by the mail server. */
  readonly refused: number
}

export async function readBacklog(database: Database, now: Date): Promise<Backlog> {
  const [row] = await database.run(
    () => database.sql<{ waiting: number; oldest: Date | null; held: number; refused: number }[]>`
      select waiting, oldest, held, refused from count_backlog()`,
  )
  const oldest = row?.oldest ?? now
  return {
    waiting: row?.waiting ?? 0,
    oldestSeconds: Math.max(0, (now.getTime() - oldest.getTime()) / 1000),
    held: row?.held ?? 0,
    refused: row?.refused ?? 0,
  }
}
