import { asChangingActor } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { coordinatedOrganisation } from '../authorise/where.ts'
import { findDetailFaults } from '../contact/details.ts'
import { bodyFault, DomainError, faultsAt, refuseFaults } from '../ground/errors.ts'
import { type Invited, inviteAccount } from '../invitations/invite-account.ts'
import { reasonAgainstRoles } from './check-roles.ts'
import {
  findProfessional,
  type OrganisationRole,
  type Person,
  type Professional,
  readProfessionals,
} from './professionals.ts'

export interface NewProfessional extends Person {
  readonly roles: readonly OrganisationRole[]
}

/**
 * Adds somebody to the coordinator's own organisation, designates them from today on, and invites them to log in (R1, R3).
 * @throws DomainError `invalid-request` where somebody of the organisation has the address already; `not-permitted`,
 *   `service-unavailable`
 */
export async function addProfessional(
  service: ServiceContext,
  subject: Subject,
  added: NewProfessional,
): Promise<Professional> {
  const changes = ({ actor }: StoryContext) => peopleOf(actor.organisationId)
  return asChangingActor(service, subject, 'add-professional', changes, async (context) => {
    refuseFaults([...findDetailFaults(added), ...faultsAt('/roles', reasonAgainstRoles(added.roles))])
    await refuseKnownAddress(context, added.email)
    const { accountId } = await inviteAccount(context, toInvite(context, added))
    return findProfessional(context, accountId)
  })
}

/** Somebody as they are invited to the actor's own organisation. */
export function toInvite({ actor }: StoryContext, { roles, ...person }: NewProfessional): Invited {
  const organisationId = coordinatedOrganisation(actor)
  if (organisationId === null) throw new DomainError('not-permitted')
  const [first = 'professional', ...others] = roles
  return {
    purpose: 'professional',
    person,
    roles: [{ role: first }, ...others.map((role) => ({ role }))],
    organisationId,
  }
}

/**
 * One address, one person in an organisation, so that a request that is repeated adds nobody twice.
 * @throws DomainError `invalid-request` where another than `except` has it
 */
export async function refuseKnownAddress(
  context: StoryContext,
  email: string,
  except?: string,
): Promise<void> {
  const known = await readProfessionals(context, { emails: [email.toLowerCase()] })
  refuseFaults(
    known
      .filter(({ id }) => id !== except)
      .slice(0, 1)
      .map(() => bodyFault('/email', 'already-known', 'Iemand van uw organisatie heeft dit mailadres al.')),
  )
}
