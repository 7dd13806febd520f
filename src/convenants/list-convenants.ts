import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { type Convenant, findOwnConvenant, readOwnConvenants } from './own-convenants.ts'

/**
 * The convenants of one's own municipalities, newest first (R4).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listConvenants(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Convenant>> {
  return asReader(service, subject, 'read-convenants', async (context) =>
    toPage(await readOwnConvenants(context, { after: page.after, limit: page.limit + 1 }), page),
  )
}

/**
 * One convenant of one's own municipalities. Another is not found, like one that does not exist.
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readConvenant(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<Convenant> {
  return asReader(service, subject, 'read-convenants', (context) => findOwnConvenant(context, id))
}
