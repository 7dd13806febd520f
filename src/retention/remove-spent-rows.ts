import type { Database } from '../../db/driver/client.ts'

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
  await repeat(stopped, async () => {
    const [removed] = await database.run(
      () => database.sql<{ count: number }[]>`
        select remove_spent_answers(${before}, ${batch}) as count`,
    )
    return removed?.count ?? 0
  })
  await database.run(async () => database.sql`select remove_spent_budgets(${before})`)
}

async function repeat(stopped: () => boolean, remove: () => Promise<number>): Promise<void> {
  let count = batch
  while (count === batch && !stopped()) count = await remove()
}
