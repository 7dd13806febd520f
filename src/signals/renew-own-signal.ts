import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError, faultsAt, refuseFaults } from '../ground/errors.ts'
import { asRange, type BirthDate, birthdays23 } from '../identity/birth-date.ts'
import { tooOld } from './check-age.ts'
import { findRegistrationFaults } from './check-registration.ts'
import { beyondConvenant, notAhead } from './check-term.ts'
import { type OwnSignal, readOwnSignals } from './own-signals.ts'

type Outcome =
  | 'renewed'
  | 'not-found'
  | 'not-permitted'
  | 'removal-date-not-ahead'
  | 'removal-date-beyond-term'
  | 'not-under-23'

/** What is judged anew of a signal (R12); null for what stays as it was, or for the longest term. */
export interface Renewal {
  readonly removalDate: CalendarDate | null
  /** The true one, where the signal states another: so an error of the professional is put right (R9). */
  readonly birthDate: BirthDate | null
}

/**
 * Renews one of the professional's own signals (R12): they judge anew that they are involved, and the term starts again today,
 * for as long as the convenant allows under which they may register there today, or until the date that they name
 * (`db/functions/ending/renew_own_signal.sql`). When it was registered stays as it was, and the logbook shows both.
 * A birth date that they state anew counts for this signal, and where others state another one they are not told (R6).
 * @throws DomainError `not-found` alike for somebody else's, one that has ended or lapsed, and none (R6); `invalid-request`
 *   where the removal date is not ahead, or beyond the term, or by the birth date they are 23 (R8); `not-permitted` where they may
 *   not register there any more (R1); `service-unavailable`
 */
export async function renewOwnSignal(
  service: ServiceContext,
  subject: Subject,
  id: string,
  renewal: Renewal,
): Promise<OwnSignal> {
  return asActor(service, subject, 'renew-own-signal', async (context) => {
    refuseFaults(findRegistrationFaults(renewal, context.today))
    const { removalDate, birthDate } = renewal
    const restated = birthDate === null ? null : asRange(birthdays23(birthDate, context.today))
    const [row] = await context.tx.execute<{ outcome: Outcome }>(
      sql`select renew_own_signal(${id}, ${removalDate}, ${restated}::daterange, ${context.now.toISOString()}) as outcome`,
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
  if (outcome === 'not-under-23') refuseFaults(faultsAt('/birthDate', tooOld))
}
