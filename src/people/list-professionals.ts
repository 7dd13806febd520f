import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findProfessional, type Professional, readProfessionals } from './professionals.ts'

/**
 * The people of the coordinator's own organisation, and how to reach them (R3). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listProfessionals(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Professional>> {
  return asReader(service, subject, 'read-professionals', async (context) => {
    const shown = toPage(await readProfessionals(context, { ...page, limit: page.limit + 1 }), page)
    await logLook(context, 'accounts_viewed')
    return shown
  })
}

/**
 * All of them at once, for a table (R3). That it was taken out is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function exportProfessionals(
  service: ServiceContext,
  subject: Subject,
): Promise<Professional[]> {
  return asReader(service, subject, 'read-professionals', async (context) => {
    const found = await readProfessionals(context, {})
    await logLook(context, 'accounts_exported')
    return found.sort((one, other) => one.name.localeCompare(other.name, 'nl'))
  })
}

/**
 * One of them. Somebody of another organisation is not found, like somebody who does not exist (R3, R6).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readProfessional(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<Professional> {
  return asReader(service, subject, 'read-professionals', async (context) => {
    const found = await findProfessional(context, id)
    await logLook(context, 'accounts_viewed', id)
    return found
  })
}

async function logLook(
  { tx, actor, now }: StoryContext,
  event: 'accounts_viewed' | 'accounts_exported',
  accountId?: string,
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event,
    ground: grounds.coordination,
    actorId: actor.id,
    organisationId: actor.organisationId,
    accountId,
  })
}
