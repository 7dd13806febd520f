import type { Database } from '../../db/client.ts'

/** How long the answer to an Idempotency-Key is kept (hours). */
const answersKeptHours = 24
/** Rows taken at once, so that no lock is held long. */
const batch = 5000

/**
 * Removes what has served its purpose: answers to Idempotency-Keys after a day, and the daily counts of registrations after
 * their day. May be interrupted and repeated.
 */
export async function removeSpentRows(database: Database, now: Date, stopped: () => boolean): Promise<void> {
  const before = new Date(now.getTime() - answersKeptHours * 3_600_000)
  await repeat(stopped, () =>
    database.run(
      () => database.sql`
        delete from idempotency_key where (account_id, key) in (
          select account_id, key from idempotency_key where created_at < ${before} limit ${batch})`,
    ),
  )
  await database.run(
    () => database.sql`
      delete from registration_budget where day < (${before}::timestamptz at time zone 'Europe/Amsterdam')::date`,
  )
}

async function repeat(stopped: () => boolean, remove: () => Promise<{ count: number }>): Promise<void> {
  let count = batch
  while (count === batch && !stopped()) count = (await remove()).count
}
