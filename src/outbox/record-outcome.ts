import type { Database } from '../../db/driver/client.ts'
import type { Claimed } from './claim.ts'

/** How an attempt ended. `failed` is tried again; `refused` only after the address was changed, or somebody asked for it. */
export type AttemptOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'failed'; readonly smtpStatus: number | null; readonly nextAttemptAt: Date }
  | { readonly outcome: 'refused'; readonly smtpStatus: number | null }

/**
 * Records how an attempt ended, with its line in the logbook, in one transaction (R20;
 * `db/functions/delivery/record_outcome.sql`, `refused_mail.sql`).
 */
export async function recordOutcome(
  database: Database,
  { id, attempt, recipient }: Claimed,
  ending: AttemptOutcome,
  now: Date,
): Promise<void> {
  await database.run(async () => {
    if (ending.outcome === 'refused')
      return database.sql`
        select record_refused_mail(${id}, ${attempt}, ${recipient.email}, ${ending.smtpStatus}, ${now})`
    const { smtpStatus, nextAttemptAt } =
      ending.outcome === 'failed' ? ending : { smtpStatus: null, nextAttemptAt: null }
    return database.sql`
      select record_outcome(${id}, ${attempt}, ${ending.outcome}, ${smtpStatus}, ${nextAttemptAt}, ${now})`
  })
}
