import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError, faultsAt, refuseFaults } from '../ground/errors.ts'
import { beyondConvenant, notAhead, reasonAgainstTerm } from './check-term.ts'
import { type OwnSignal, readOwnSignals } from './own-signals.ts'

type Outcome =
  | 'renewed'
  | 'not-found'
  | 'not-permitted'
  | 'removal-date-not-ahead'
  | 'removal-date-beyond-term'

/**
 * Renews one of the professional's own signals (R12): they judge anew that they are involved, and the term starts again today,
 * for as long as the convenant allows under which they may register there today, or until the date that they name
 * (`db/functions/ending/renew_own_signal.sql`). When it was registered stays as it was, and the logbook shows both.
 * @throws DomainError `not-found` alike for somebody else's, one that has ended or lapsed, and none (R6); `invalid-request`
 *   where the date is not ahead, or beyond the term; `not-permitted` where they may not register there any more (R1);
 *   `service-unavailable`
 */
export async function renewOwnSignal(
  service: ServiceContext,
  subject: Subject,
  id: string,
  removalDate: CalendarDate | null,
): Promise<OwnSignal> {
  return asActor(service, subject, 'renew-own-signal', async (context) => {
    if (removalDate !== null)
      refuseFaults(faultsAt('/removalDate', reasonAgainstTerm(removalDate, context.today)))
    const [row] = await context.tx.execute<{ outcome: Outcome }>(
      sql`select renew_own_signal(${id}, ${removalDate}, ${context.now.toISOString()}) as outcome`,
    )
    refuseOutcome(row?.outcome ?? 'not-found')
    const [opened] = await readOwnSignals(context, service, { id, limit: 1 })
    if (!opened) throw new DomainError('not-found')
    return opened.signal
  })
}

/** @throws DomainError where the signal was not renewed */
function refuseOutcome(outcome: Outcome): void {
  if (outcome === 'not-found' || outcome === 'not-permitted') throw new DomainError(outcome)
  if (outcome === 'removal-date-not-ahead') refuseFaults(faultsAt('/removalDate', notAhead))
  if (outcome === 'removal-date-beyond-term') refuseFaults(faultsAt('/removalDate', beyondConvenant))
}
