import { and, eq, sql } from 'drizzle-orm'
import { convenantParty } from '../../db/tables/convenants.ts'
import { asChangingActor, asReader } from '../authorise/as-actor.ts'
import { partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { checkAdministered } from '../convenants/administered-convenant.ts'
import { bodyFault, DomainError, type Reason } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOutListings } from './carry-out-listings.ts'
import type { OrganisationIdentity } from './identifiers.ts'
import { type OrganisationRow, type PartnerState, toIdentity } from './known-organisations.ts'
import { onlyPlan, planListings } from './plan-listings.ts'

/** One of those on a convenant's own list, and how it stands as a partner, if it is one (R4). */
export interface Party {
  readonly organisation: OrganisationIdentity & { readonly id: string }
  readonly listedAt: Date
  readonly partner: { readonly id: string; readonly state: PartnerState } | null
}

/**
 * The convenant's own list: who signed it, whether or not they are connected (R4). The id to go on from is the organisation's.
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function listParties(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  page: PageRequest,
): Promise<Page<Party>> {
  return asReader(service, subject, 'read-partners', async (context) => {
    await checkAdministered(context, convenantId)
    const found = await readParties(context, convenantId, page)
    const { items, next } = toPage(
      found.map((party) => ({ id: party.organisation.id, party })),
      page,
    )
    return { items: items.map(({ party }) => party), next }
  })
}

/**
 * Puts an organisation on the convenant's own list (R4), recording it where it is not known. One that is listed already stays as it is.
 * @throws DomainError `invalid-request` where its numbers contradict what is known; `not-found`, `not-permitted`,
 *   `service-unavailable`
 */
export async function listParty(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  organisation: OrganisationIdentity,
): Promise<{ party: Party; isNew: boolean }> {
  const changes = () => partnersOf(convenantId)
  return asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    await checkAdministered(context, convenantId)
    const fault = (field: string, { code, detail }: Reason) => bodyFault(`/${field}`, code, detail)
    const plan = onlyPlan(
      await planListings(context, convenantId, [
        { organisation, invitation: null, listsPartners: true, fault },
      ]),
    )
    await carryOutListings(context, convenantId, [plan])
    const [party] = await readParties(context, convenantId, { only: plan.organisationId, limit: 1 })
    if (!party) throw new DomainError('internal-error')
    return { party, isNew: plan.toList }
  })
}

/**
 * Takes an organisation off the convenant's own list (R4). How it stands as a partner does not change by it.
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function removeParty(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  organisationId: string,
): Promise<void> {
  const changes = () => partnersOf(convenantId)
  await asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    const { tx, actor, now } = context
    await checkAdministered(context, convenantId)
    const removed = await tx
      .delete(convenantParty)
      .where(
        and(eq(convenantParty.convenantId, convenantId), eq(convenantParty.organisationId, organisationId)),
      )
      .returning({ id: convenantParty.organisationId })
    if (removed.length === 0) throw new DomainError('not-found')
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'party_removed',
      ground: grounds.connection,
      actorId: actor.id,
      organisationId,
      convenantId,
    })
  })
}

interface Selection {
  readonly only?: string
  readonly after?: string | undefined
  readonly limit?: number
}

/** What stands on the convenant's own list, one more than the limit. */
export async function readParties(
  { tx }: StoryContext,
  convenantId: string,
  { only, after, limit }: Selection,
): Promise<Party[]> {
  const rows = await tx.execute<Row>(sql`
    select o.*, l.listed_at, p.id as partner_id, p.state
      from convenant_party l
      join organisation o on o.id = l.organisation_id
      left join partner p on p.organisation_id = o.id and p.convenant_id = l.convenant_id
     where l.convenant_id = ${convenantId}
       ${only === undefined ? sql`` : sql`and o.id = ${only}`}
       ${after === undefined ? sql`` : sql`and o.id > ${after}`}
     order by o.id
     ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`)
  return rows.map((row) => ({
    organisation: { id: row.id, ...toIdentity(row) },
    listedAt: new Date(row.listed_at),
    partner: row.partner_id === null ? null : { id: row.partner_id, state: row.state },
  }))
}

type Row = OrganisationRow & { listed_at: string; partner_id: string | null; state: PartnerState }
