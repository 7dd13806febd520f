import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { StoryContext } from '../authorise/context.ts'
import { findDetailFaults } from '../contact/details.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError, type Fault, type Reason } from '../ground/errors.ts'
import type { anchors } from '../ground/law.ts'
import { findAnchoringFaults } from './check-anchoring.ts'
import { findOrganisationFaults } from './check-organisation.ts'
import type { OrganisationIdentity } from './identifiers.ts'
import { type KnownOrganisation, readKnownOrganisations } from './known-organisations.ts'
import { matchOrganisation } from './match-organisation.ts'

/** Where the agreement with a partner is anchored, and until when; and whether it may take the lead of a match (R4). */
export interface Anchoring {
  readonly anchor: (typeof anchors)[number]
  readonly anchorReference: string | null
  readonly anchorUntilDate: CalendarDate | null
  readonly mayLead: boolean
}

/** Through whom an organisation is asked to join. */
export interface ContactPerson {
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
}

/** An organisation that is to be on a convenant's own list and, where that is asked, invited. */
export interface Listing {
  readonly organisation: OrganisationIdentity
  readonly invitation: (Anchoring & { readonly contact: ContactPerson | null }) | null
  /** Whether a partner is put on the list as well that is not on it: a table that goes out comes in without changing anything. */
  readonly listsPartners: boolean
  /** How a fault of this one is told, by the field that it lies in. */
  readonly fault: (field: string, reason: Reason) => Fault
}

/** What will be done for one of them; what is known already is left as it is. */
export interface Plan {
  readonly organisationId: string
  /** The organisation, where it is to be recorded. */
  readonly added: OrganisationIdentity | null
  readonly toList: boolean
  readonly toInvite: PlannedInvitation | null
  /** How it stood under this convenant before. */
  readonly partner: KnownOrganisation['partner']
}

export interface PlannedInvitation extends Anchoring {
  readonly partnerId: string
  readonly contact: ContactPerson
  /** The account of the contact person, where there is one. */
  readonly accountId: string | null
}

interface Planned {
  readonly plans: readonly (Plan | undefined)[]
  readonly faults: readonly Fault[]
}

/** What would be done with these organisations under a convenant, and every fault in them; nothing is done yet (R4). */
export async function planListings(
  context: StoryContext,
  convenantId: string,
  listings: readonly Listing[],
): Promise<Planned> {
  const all = await readKnownOrganisations(
    context.tx,
    convenantId,
    listings.map(({ organisation }) => organisation),
  )
  const faults: Fault[] = []
  const plans = listings.map((listing) => {
    const wrong = findListingFaults(listing)
    if (wrong.length > 0) {
      faults.push(...wrong.map(({ name, code, detail }) => listing.fault(name.slice(1), { code, detail })))
      return undefined
    }
    const matched = matchOrganisation(listing.organisation, all)
    if ('known' in matched) return planOne(listing, matched.known)
    faults.push(listing.fault(matched.contradicts, matched.reason))
    return undefined
  })
  const contacts = await findContacts(context, plans)
  const withContacts = plans.map((plan, place) => {
    const listing = listings[place]
    if (!plan?.toInvite || !listing) return plan
    const fault = contactFault(listing, contacts.get(plan.organisationId))
    if (fault) faults.push(fault)
    const accountId = contacts.get(plan.organisationId)?.account_id ?? null
    return { ...plan, toInvite: { ...plan.toInvite, accountId } }
  })
  return { plans: withContacts, faults }
}

function findListingFaults({ organisation, invitation }: Listing): Fault[] {
  const contact = invitation?.contact ? findDetailFaults(invitation.contact) : []
  return [
    ...findOrganisationFaults(organisation),
    ...(invitation ? findAnchoringFaults(invitation) : []),
    ...contact.map((fault) => (fault.name === '/name' ? { ...fault, name: '/contactName' } : fault)),
  ]
}

function planOne(
  { organisation, invitation, listsPartners }: Listing,
  known: KnownOrganisation | undefined,
): Plan {
  const partner = known?.partner ?? null
  const isOpen = partner === null || partner.state === 'ended'
  return {
    organisationId: known?.id ?? uuidv7(),
    added: known ? null : organisation,
    toList: !known?.listed && (listsPartners || partner === null),
    toInvite:
      invitation && isOpen
        ? {
            ...invitation,
            contact: invitation.contact ?? nobody,
            partnerId: partner?.id ?? uuidv7(),
            accountId: null,
          }
        : null,
    partner,
  }
}

/** Stands in a plan whose missing contact person is a fault of it, so that the other faults are found as well. */
const nobody: ContactPerson = { name: '', jobTitle: '', email: '', phone: '' }

function contactFault(listing: Listing, contact: FoundContact | undefined): Fault | undefined {
  if (!listing.invitation?.contact)
    return listing.fault('email', {
      code: 'contact-needed',
      detail: 'Wie wordt uitgenodigd heeft een contactpersoon nodig.',
    })
  const refused = contact && refusedContact(contact)
  return refused && listing.fault('email', refused)
}

/**
 * An organisation that has people is asked through one of its own, a coordinator if it has one. Otherwise a municipality could make
 * somebody of its choice the coordinator of an organisation that works elsewhere (R3).
 */
function refusedContact({ may_answer }: FoundContact): Reason | undefined {
  if (may_answer) return undefined
  return {
    code: 'not-the-coordinator',
    detail:
      'Deze organisatie doet al mee. Geef het mailadres van een coördinator van de organisatie of, als er geen is, van een professional.',
  }
}

/** The account of a contact person in an organisation that is there, if there is one, and why they may not be asked. */
export async function findContact(
  context: StoryContext,
  organisationId: string,
  email: string,
): Promise<{ accountId: string | null; fault: ReturnType<typeof refusedContact> }> {
  const [row] = await readContacts(context, [{ organisation_id: organisationId, email }])
  return { accountId: row?.account_id ?? null, fault: row && refusedContact(row) }
}

type FoundContact = {
  organisation_id: string
  account_id: string | null
  may_answer: boolean
}

async function findContacts(
  context: StoryContext,
  plans: readonly (Plan | undefined)[],
): Promise<ReadonlyMap<string, FoundContact>> {
  const asked = plans.flatMap((plan) =>
    plan?.toInvite && plan.added === null
      ? [{ organisation_id: plan.organisationId, email: plan.toInvite.contact.email }]
      : [],
  )
  const rows = asked.length === 0 ? [] : await readContacts(context, asked)
  return new Map(rows.map((row) => [row.organisation_id, row]))
}

async function readContacts(
  { tx, today }: StoryContext,
  asked: readonly { readonly organisation_id: string; readonly email: string }[],
): Promise<FoundContact[]> {
  return tx.execute<FoundContact>(sql`select * from find_contacts(${JSON.stringify(asked)}::jsonb, ${today})`)
}

/** The one plan of a story about one organisation. */
export function onlyPlan({ plans: [plan], faults }: Planned): Plan {
  if (faults.length > 0 || !plan) throw new DomainError('invalid-request', { faults })
  return plan
}
