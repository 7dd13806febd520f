import { asChangingActor } from '../authorise/as-actor.ts'
import { partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { checkAdministered } from '../convenants/administered-convenant.ts'
import { bodyFault, DomainError } from '../ground/errors.ts'
import { carryOutListings } from './carry-out-listings.ts'
import type { OrganisationIdentity } from './identifiers.ts'
import { readParties } from './parties.ts'
import { findPartner, type Partner } from './partners.ts'
import { type Anchoring, type ContactPerson, onlyPlan, planListings } from './plan-listings.ts'

/** Which organisation is asked to join, through whom, and on which agreement. */
export interface PartnerInvitation extends Anchoring {
  /** One of the convenant's own list, by its id, or one that is put on it by this. */
  readonly organisation: OrganisationIdentity | string
  readonly contact: ContactPerson
}

/**
 * Invites an organisation to join a convenant (R4): it becomes a partner that is invited, and its contact person gets a
 * mail. Of two who invite the same organisation at once, one does.
 * @throws DomainError `partner-exists` where it is on its way or connected already; `invalid-request` where its numbers
 *   contradict what is known, or the contact person is not its coordinator; `not-found`, `not-permitted`,
 *   `service-unavailable`
 */
export async function invitePartner(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  { organisation, contact, ...anchoring }: PartnerInvitation,
): Promise<Partner> {
  const changes = () => partnersOf(convenantId)
  return asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    await checkAdministered(context, convenantId)
    const identity =
      typeof organisation === 'string' ? await identityOf(context, convenantId, organisation) : organisation
    const plan = onlyPlan(
      await planListings(context, convenantId, [
        {
          organisation: identity,
          invitation: { ...anchoring, contact },
          listsPartners: true,
          fault: (field, { code, detail }) => bodyFault(placeOf(field), code, detail),
        },
      ]),
    )
    if (!plan.toInvite) throw new DomainError('partner-exists')
    await carryOutListings(context, convenantId, [plan])
    return findPartner(context, plan.toInvite.partnerId)
  })
}

/** An organisation that the convenant lists; another is no better than one that does not exist. */
async function identityOf(
  context: StoryContext,
  convenantId: string,
  id: string,
): Promise<OrganisationIdentity> {
  const [party] = await readParties(context, convenantId, { only: id, limit: 1 })
  if (party) return party.organisation
  const fault = bodyFault(
    '/organisationId',
    'not-listed',
    'Deze organisatie staat niet op de lijst van het convenant.',
  )
  throw new DomainError('invalid-request', { faults: [fault] })
}

function placeOf(field: string): string {
  if (field === 'contactName') return '/contact/name'
  if (field === 'jobTitle' || field === 'email' || field === 'phone') return `/contact/${field}`
  return field.startsWith('anchor') ? `/${field}` : `/organisation/${field}`
}
