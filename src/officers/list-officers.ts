import { asActor } from '../authorise/as-actor.ts'
import type { Connecting, Subject } from '../authorise/story.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { logLookAtOfficers, type Officer, readOfficers } from './officers.ts'

/**
 * The officers that one appoints: of one's own municipality for a municipal administrator; the administrators of
 * municipalities, supervisors and functional administrators for a functional administrator (R4). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listOfficers(
  service: Connecting,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Officer>> {
  return asActor(service, subject, 'list-officers', async (reading) => {
    const shown = toPage(await readOfficers(reading, { after: page.after, limit: page.limit + 1 }), page)
    await logLookAtOfficers(reading, shown.items)
    return shown
  })
}
