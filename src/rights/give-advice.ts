import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'
import { type AdviceRequest, readAdviceRequests, withoutPseudonym } from './advice-requests.ts'
import type { AdviceChoice } from './requests.ts'

/**
 * Advises on a request: a choice, which may be made otherwise until the municipality has decided (R21). It is logged.
 * @throws DomainError `not-found` where they are not asked, or not any more; `not-permitted`, `service-unavailable`
 */
export async function giveAdvice(
  service: ServiceContext,
  subject: Subject,
  requestId: string,
  advice: AdviceChoice,
): Promise<AdviceRequest> {
  return asActor(service, subject, 'give-advice', async (context) => {
    const { tx, now } = context
    const [row] = await tx.execute<{ given: boolean }>(
      sql`select give_advice(${requestId}, ${advice}::advice_choice, ${now.toISOString()}) as given`,
    )
    if (!row?.given) throw new DomainError('not-found')
    const [found] = await readAdviceRequests(context, service, { id: requestId, limit: 1 })
    if (!found) throw new DomainError('not-found')
    return withoutPseudonym(found)
  })
}
