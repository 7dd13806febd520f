import type { Database } from '../../db/driver/client.ts'
import type { Claimed } from './claim.ts'

/** How an attempt ended; one that failed is made again. */
export type AttemptOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'failed'; readonly smtpStatus: number | null; readonly nextAttemptAt: Date }

/**
 * Records how an attempt ended, with its line in the logbook, in one transaction (R20;
 * `db/functions/delivery/record_outcome.sql`).
 */
export async function recordOutcome(
  database: Database,
  { id, attempt }: Claimed,
  ending: AttemptOutcome,
  now: Date,
): Promise<void> {
  const { smtpStatus, nextAttemptAt } =
    ending.outcome === 'failed' ? ending : { smtpStatus: null, nextAttemptAt: null }
  await database.run(
    async () => database.sql`
      select record_outcome(${id}, ${attempt}, ${ending.outcome}, ${smtpStatus}, ${nextAttemptAt}, ${now})`,
  )
}
