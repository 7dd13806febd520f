import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { endOfTerm } from '../ground/calendar.ts'
import { DomainError, faultsAt, type Reason, refuseFaults } from '../ground/errors.ts'
import { requestTermMonths } from '../ground/law.ts'
import { findRequest, type RequestDecision, type SubjectRequest } from './requests.ts'

/** What is decided, and whether who decides has looked twice at what cannot be undone. */
export interface Deciding {
  readonly decision: RequestDecision
  /** Of a rectification alone, by whose date the 23rd birthday has come or comes before another request could be decided on (R8). */
  readonly confirmsDestruction?: boolean | undefined
}

/**
 * Decides on a request, once, and not by who opened it: two people look at what cannot be undone (R21, Jw 7.1.5). A granted erasure or
 * objection destroys every signal under the municipality, active and archived, and a granted rectification sets the date of destruction, or destroys a young person who is 23 by it (R8): at once, in the transaction
 * of the decision (`db/functions/rights/decide_on_request.sql`).
 * @throws DomainError `not-found`; `request-decided`; `opened-by-decider`; `destruction-not-confirmed`; `invalid-request` where there is nothing to
 *   confirm; `not-permitted`, `service-unavailable`
 */
export async function decideRequest(
  service: ServiceContext,
  subject: Subject,
  id: string,
  { decision, confirmsDestruction = false }: Deciding,
): Promise<SubjectRequest> {
  const decided = await asActor(service, subject, 'decide-subject-request', async (context) => {
    const { tx, now, today } = context
    const [row] = await tx.execute<{ outcome: Outcome }>(sql`
      select decide_on_request(${id}, ${decision}::request_decision, ${confirmsDestruction},
                               ${endOfTerm(today, requestTermMonths.usual)}, ${now.toISOString()}) as outcome`)
    refuseOutcome(row?.outcome)
    return findRequest(context, id)
  })
  // The others in a match hear that somebody left it.
  if (decided.destroyed) service.wake()
  return decided
}

type Outcome =
  | 'decided'
  | 'not-found'
  | 'request-decided'
  | 'opened-by-decider'
  | 'destruction-not-confirmed'
  | 'nothing-to-confirm'

/** @throws DomainError where nothing was decided */
function refuseOutcome(outcome: Outcome | undefined): void {
  if (outcome === 'decided') return
  if (outcome === 'nothing-to-confirm') refuseFaults(faultsAt('/confirmsDestruction', nothingToConfirm))
  else throw new DomainError(outcome ?? 'internal-error')
}

const nothingToConfirm: Reason = {
  code: 'nothing-to-confirm',
  detail: 'Door dit besluit wordt niemand 23, nu niet en de komende maand niet: er is niets te bevestigen.',
}
