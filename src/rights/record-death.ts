import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/driver/client.ts'
import { asActor } from '../authorise/as-actor.ts'
import type { Subject } from '../authorise/context.ts'
import type { CalendarDate, Clock } from '../ground/calendar.ts'
import { faultsAt, refuseFaults } from '../ground/errors.ts'
import { indexValues } from '../identity/blind-index.ts'
import type { Bsn } from '../identity/bsn.ts'
import type { Keys } from '../identity/keys.ts'
import { reasonAgainstDeath } from './check-death.ts'

export interface Recording {
  readonly database: Database
  readonly keys: Keys
  readonly clock: Clock
  readonly wake: () => void
}

/** ms that an answer takes at least, so that it does not tell by its haste that there was nothing to destroy (R6). */
const leastPatience = 250

/**
 * Records that somebody died (R11, Jw 7.1.4.5 lid 2): all that the index has of them is destroyed at once. Answers alike whether or
 * not it had anything (R6). An operation of the functional administrator, until the population register calls it.
 * @throws DomainError `invalid-request` where the date lies ahead; `not-permitted`, `service-unavailable`
 */
export async function recordDeath(
  service: Recording,
  subject: Subject,
  { bsn, deathDate }: { readonly bsn: Bsn; readonly deathDate?: CalendarDate | undefined },
): Promise<void> {
  const patience = sleep(leastPatience)
  const values = indexValues(bsn, service.keys).map(({ version, value }) => ({
    version,
    value: `\\x${value.toString('hex')}`,
  }))
  await asActor(service, subject, 'record-death', async ({ tx, now, today }) => {
    if (deathDate !== undefined) refuseFaults(faultsAt('/deathDate', reasonAgainstDeath(deathDate, today)))
    await tx.execute(sql`select record_death(${JSON.stringify(values)}::jsonb, ${now.toISOString()})`)
  })
  service.wake()
  await patience
}
