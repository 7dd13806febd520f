import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { findRequest, logRequestLooks, readRequests, type SubjectRequest } from './requests.ts'

/**
 * The requests of data subjects to the municipalities of a privacy officer, newest first (R21). Each look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listRequests(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<SubjectRequest>> {
  return asReader(service, subject, 'read-subject-requests', async (context) => {
    const shown = toPage(await readRequests(context, { after: page.after, limit: page.limit + 1 }), page)
    await logRequestLooks(context, 'requests_viewed', shown.items)
    return shown
  })
}

/**
 * One of them. One to another municipality is not found, like one that does not exist (R6).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readRequest(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<SubjectRequest> {
  return asReader(service, subject, 'read-subject-requests', async (context) => {
    const found = await findRequest(context, id)
    await logRequestLooks(context, 'requests_viewed', [found])
    return found
  })
}
