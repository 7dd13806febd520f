import type { Database } from '../../db/driver/client.ts'

/** What came of looking again at notifications that were held. */
export interface Review {
  readonly lookedAt: number
  /** Due to be told now. */
  readonly released: number
  readonly withheld: number
}

/**
 * Looks again at notifications that are held since their recipient may not be told, so many at once, side by side with other workers
 * (R1, R2, R15; `db/functions/delivery/review_held_notifications.sql`).
 */
export async function reviewHeld(
  database: Database,
  { now, today, limit }: { readonly now: Date; readonly today: string; readonly limit: number },
): Promise<Review> {
  const [row] = await database.run(
    () => database.sql<{ looked_at: number; released: number; withheld: number }[]>`
      select looked_at, released, withheld from review_held_notifications(${now}, ${today}, ${limit})`,
  )
  return { lookedAt: row?.looked_at ?? 0, released: row?.released ?? 0, withheld: row?.withheld ?? 0 }
}
