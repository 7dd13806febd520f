import type { Database } from '../../db/driver/client.ts'

/**
 * Forgets whom the lines were about that a destruction could not forget at once, piece upon piece (R20;
 * `db/functions/ending/forget_in_logbook.sql`). May be interrupted and repeated, and run by several instances.
 * @returns how many lines that were
 */
export async function forgetTies(database: Database, now: Date, stopped: () => boolean): Promise<number> {
  let total = 0
  for (let lines = 1; lines > 0 && !stopped(); total += lines) {
    const [row] = await database.run(
      () => database.sql<{ lines: number }[]>`select forget_ties(${now})::int as lines`,
    )
    lines = row?.lines ?? 0
  }
  return total
}
