import type { Actor } from '../authorise/actor.ts'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { codesOf, holds } from '../authorise/where.ts'
import { DomainError } from '../ground/errors.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { type Municipality, readMunicipalities } from './municipalities.ts'

/**
 * The municipalities by their codes: all of them for a functional administrator; one's own, and what went on in them, for
 * a municipal administrator (R4).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listMunicipalities(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Municipality>> {
  return asReader(service, subject, 'read-municipalities', async ({ tx, actor }) => {
    const found = await readMunicipalities(tx, {
      ...visibleTo(actor),
      after: page.after,
      limit: page.limit + 1,
    })
    const { items, next } = toPage(
      found.map((municipality) => ({ id: municipality.code, municipality })),
      page,
    )
    return { items: items.map(({ municipality }) => municipality), next }
  })
}

/**
 * One municipality. One that is not the actor's is not found, like one that does not exist.
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readMunicipality(
  service: ServiceContext,
  subject: Subject,
  code: string,
): Promise<Municipality> {
  return asReader(service, subject, 'read-municipalities', async ({ tx, actor }) => {
    const { codes } = visibleTo(actor)
    const [found] = await readMunicipalities(tx, {
      codes: codes === undefined || codes.includes(code) ? [code] : [],
    })
    if (!found) throw new DomainError('not-found')
    return found
  })
}

function visibleTo(actor: Actor): { readonly codes?: readonly string[] } {
  return holds(actor, 'functional_administrator') ? {} : { codes: codesOf(actor, 'municipal_administrator') }
}
