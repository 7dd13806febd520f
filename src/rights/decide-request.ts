import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'
import { findRequest, type RequestDecision, type SubjectRequest } from './requests.ts'

/**
 * Decides on a request, once (R21, Jw 7.1.5). A granted erasure or objection destroys every signal under the municipality, active and
 * archived, and a granted rectification sets the date of destruction, or destroys whoever is 23 by it (R8): at once, in the transaction
 * of the decision (`db/functions/rights/decide_on_request.sql`).
 * @throws DomainError `not-found`; `request-decided`; `not-permitted`, `service-unavailable`
 */
export async function decideRequest(
  service: ServiceContext,
  subject: Subject,
  id: string,
  decision: RequestDecision,
): Promise<SubjectRequest> {
  const decided = await asActor(service, subject, 'decide-subject-request', async (context) => {
    const { tx, now } = context
    const [row] = await tx.execute<{ outcome: 'decided' | 'not-found' | 'request-decided' }>(sql`
      select decide_on_request(${id}, ${decision}::request_decision, ${now.toISOString()}) as outcome`)
    if (row?.outcome !== 'decided') throw new DomainError(row?.outcome ?? 'internal-error')
    return findRequest(context, id)
  })
  // The others in a match hear that somebody left it.
  if (decided.destroyed) service.wake()
  return decided
}
