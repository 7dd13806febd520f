import type { Database } from '../../db/driver/client.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'

/** So many at once, so that none of their owners waits long. */
const batch = 500

/**
 * Asks in time whether a signal that is about to lapse still holds (R12; `db/functions/retention/remind_of_lapse.sql`). May be
 * interrupted, repeated, and done by several instances.
 * @returns how many times was asked
 */
export async function remindOfLapse(database: Database, now: Date, stopped: () => boolean): Promise<number> {
  let total = 0
  for (let asked = batch; asked === batch && !stopped(); total += asked) {
    const [row] = await database.run(
      () => database.sql<{ asked: number }[]>`
        select remind_of_lapse(${now}, ${dateInAmsterdam(now)}, ${batch}) as asked`,
    )
    asked = row?.asked ?? 0
  }
  return total
}
