import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type AdviceRequest, readAdviceRequests, withoutPseudonym } from './advice-requests.ts'

/**
 * The requests on which a professional is asked for advice and nothing is decided yet, newest first. Each look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listAdviceRequests(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<AdviceRequest>> {
  return asReader(service, subject, 'list-advice-requests', async (context) => {
    const shown = toPage(
      await readAdviceRequests(context, service, { after: page.after, limit: page.limit + 1 }),
      page,
    )
    await writeLogbook(
      context.tx,
      ...shown.items.map(({ id, signal, youngPersonId }) => ({
        occurredAt: context.now,
        event: 'advice_requests_viewed' as const,
        ground: grounds.rights,
        actorId: context.actor.id,
        organisationId: context.actor.organisationId,
        youngPersonId,
        signalId: signal.id,
        requestId: id,
      })),
    )
    return { ...shown, items: shown.items.map(withoutPseudonym) }
  })
}
