import type { Database } from '../../db/driver/client.ts'
import type { Clock } from '../ground/calendar.ts'

/** Signals dealt with in one transaction, so that nobody who registers waits long. */
const batch = 300

/**
 * Goes on with what municipalities have wound down (R4; `db/functions/retention/continue_wind_down.sql`), batch upon batch. May be interrupted,
 * resumed and repeated, and called by several instances: one works at a time.
 * @returns how much was done, certificates included
 */
export async function runWindDowns(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  stopped: () => boolean = () => false,
): Promise<number> {
  let total = 0
  for (let done = 1; done > 0 && !stopped(); total += done) {
    const [row] = await database.run(
      () => database.sql<{ done: number; told: number }[]>`
        select * from continue_wind_down(${clock()}, ${batch})`,
    )
    done = row?.done ?? 0
  }
  return total
}
