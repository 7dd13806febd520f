import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import { type Change, partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { checkAdministered, convenantOfPartner } from '../convenants/administered-convenant.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { fewestContributors, grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import type { OrganisationIdentity } from './identifiers.ts'
import { type JoiningPath, joiningPath } from './joining-path.ts'
import { type OrganisationRow, type PartnerState, toIdentity } from './known-organisations.ts'
import type { Anchoring, ContactPerson } from './plan-listings.ts'

/** A partner as its municipality sees it: how it stands, how it came there, and what it waits for (R4). */
export interface Partner extends Anchoring {
  readonly id: string
  readonly convenantId: string
  readonly organisation: OrganisationIdentity & { readonly id: string }
  readonly state: PartnerState
  readonly stateSinceDate: CalendarDate
  /** Whom the last invitation was sent to. */
  readonly contact:
    | (ContactPerson & { readonly hasLogin: boolean; readonly mailRefusedDate?: CalendarDate })
    | null
  readonly steps: readonly {
    readonly state: PartnerState
    readonly fromDate: CalendarDate
    readonly recordedAt: string
    readonly recordedBy: string | null
  }[]
  readonly path: JoiningPath
}

/**
 * The partners of a convenant (R4); who looks is logged, since contact persons are shown (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function listPartners(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  page: PageRequest,
): Promise<Page<Partner>> {
  return asReader(service, subject, 'read-partners', async (context) => {
    await checkAdministered(context, convenantId)
    const found = await readPartners(context, { convenantId, after: page.after, limit: page.limit + 1 })
    await logLook(context, { convenantId })
    return toPage(found, page)
  })
}

/**
 * One partner. That of a convenant that is not the actor's is not found, like one that does not exist (R4).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readPartner(service: ServiceContext, subject: Subject, id: string): Promise<Partner> {
  return asReader(service, subject, 'read-partners', async (context) => {
    const convenantId = await convenantOfPartner(context, id)
    await logLook(context, { convenantId, partnerId: id })
    return findPartner(context, id)
  })
}

/**
 * What changes with one partner, and whether its people may lose their right by it.
 * @throws DomainError `not-found`
 */
export async function changeOfPartner(
  context: StoryContext,
  id: string,
  endsRights = false,
): Promise<Change> {
  const convenantId = await convenantOfPartner(context, id)
  const { organisation } = await findPartner(context, id)
  return partnersOf(convenantId, endsRights ? [organisation.id] : [])
}

/** @throws DomainError `not-found` */
export async function findPartner(context: StoryContext, id: string): Promise<Partner> {
  const [found] = await readPartners(context, { id })
  if (!found) throw new DomainError('not-found')
  return found
}

async function logLook(
  { tx, actor, now }: StoryContext,
  about: { readonly convenantId: string; readonly partnerId?: string },
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'overview_viewed',
    ground: grounds.connection,
    actorId: actor.id,
    ...about,
  })
}

interface Selection {
  readonly id?: string
  readonly convenantId?: string
  readonly after?: string | undefined
  readonly limit?: number
}

/** Partners as they stand, in the order in which they were recorded. The caller has seen to it that they are the actor's. */
export async function readPartners(
  { tx, today }: StoryContext,
  { id, convenantId, after, limit }: Selection,
): Promise<Partner[]> {
  const rows = await tx.execute<Row>(sql`
    with shown as (
      select p.* from partner p
       where ${id === undefined ? sql`p.convenant_id = ${convenantId}` : sql`p.id = ${id}`}
         ${after === undefined ? sql`` : sql`and p.id > ${after}`}
       order by p.id
       ${limit === undefined ? sql`` : sql`limit ${limit}`})
    select o.*, p.id as partner_id, p.convenant_id, p.state, p.state_since::text, p.anchor, p.anchor_reference,
           p.anchor_until::text, p.may_lead, d.contact, d.steps, d.coordinator_from::text, d.professional_from::text,
           d.has_signals
      from shown p
      join organisation o on o.id = p.organisation_id
      join describe_partners(array(select id from shown), ${today}, ${fewestContributors}) d
        on d.partner_id = p.id
     order by p.id`)
  return rows.map(toPartner)
}

function toPartner(row: Row): Partner {
  const steps = row.steps ?? []
  return {
    id: row.partner_id,
    convenantId: row.convenant_id,
    organisation: { id: row.id, ...toIdentity(row) },
    state: row.state,
    stateSinceDate: row.state_since,
    anchor: row.anchor,
    anchorReference: row.anchor_reference,
    anchorUntilDate: row.anchor_until,
    mayLead: row.may_lead,
    contact: row.contact,
    steps,
    path: joiningPath({
      state: row.state,
      taken: steps,
      coordinatorFrom: row.coordinator_from,
      professionalFrom: row.professional_from,
      hasSignals: row.has_signals,
    }),
  }
}

type Row = OrganisationRow & {
  partner_id: string
  convenant_id: string
  state: PartnerState
  state_since: string
  anchor: Partner['anchor']
  anchor_reference: string | null
  anchor_until: string | null
  may_lead: boolean
  contact: Partner['contact']
  steps: Partner['steps'] | null
  coordinator_from: string | null
  professional_from: string | null
  has_signals: boolean | null
}
