import type { Database } from '../../db/driver/client.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { askedBefore } from './confirmation.ts'

/** So many at once, so that nobody waits long who confirms their details meanwhile. */
const batch = 200

/**
 * Asks everybody who has not confirmed their details for half a year whether they are still right (R3;
 * `db/functions/delivery/ask_for_confirmation.sql`). May be interrupted, repeated, and done by several instances.
 * @returns how many were asked
 */
export async function askForConfirmation(
  database: Database,
  now: Date,
  stopped: () => boolean,
): Promise<number> {
  let total = 0
  for (let asked = batch; asked === batch && !stopped(); total += asked) asked = await askSome(database, now)
  return total
}

async function askSome(database: Database, now: Date): Promise<number> {
  const [row] = await database.run(
    () => database.sql<{ asked: number }[]>`
      select ask_for_confirmation(${now}, ${askedBefore(now)}, ${dateInAmsterdam(now)}, ${batch}) as asked`,
  )
  return row?.asked ?? 0
}
