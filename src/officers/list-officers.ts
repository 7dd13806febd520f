import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { logLookAtOfficers, type Officer, readOfficers } from './officers.ts'

/**
 * The officers that one appoints: of one's own municipality for a municipal administrator; the administrators of
 * municipalities, supervisors and functional administrators for a functional administrator (R4). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listOfficers(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Officer>> {
  return asReader(service, subject, 'list-officers', async (context) => {
    const shown = toPage(await readOfficers(context, { after: page.after, limit: page.limit + 1 }), page)
    await logLookAtOfficers(context, shown.items)
    return shown
  })
}
