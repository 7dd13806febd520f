import { asActor } from '../authorise/as-actor.ts'
import type { Connecting, Subject } from '../authorise/story.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { type Convenant, findOwnConvenant, readOwnConvenants } from './own-convenants.ts'

/**
 * The convenants of one's own municipalities, newest first (R4).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listConvenants(
  service: Connecting,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Convenant>> {
  return asActor(service, subject, 'read-convenants', async (reading) =>
    toPage(await readOwnConvenants(reading, { after: page.after, limit: page.limit + 1 }), page),
  )
}

/**
 * One convenant of one's own municipalities. Another is not found, like one that does not exist.
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readConvenant(service: Connecting, subject: Subject, id: string): Promise<Convenant> {
  return asActor(service, subject, 'read-convenants', (reading) => findOwnConvenant(reading, id))
}
