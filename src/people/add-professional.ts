import { asChangingActor, type Reading } from '../authorise/as-actor.ts'
import { coordinatedOrganisation } from '../authorise/check-coordinator.ts'
import { inviteAccount } from '../convenants/invite-account.ts'
import type { Connecting, Subject } from '../convenants/story.ts'
import { bodyFault, DomainError, refuseFaults } from '../errors.ts'
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
  service: Connecting,
  subject: Subject,
  added: NewProfessional,
): Promise<Professional> {
  return asChangingActor(service, subject, 'add-professional', async (reading) => {
    await refuseKnownAddress(reading, added.email)
    const { accountId } = await inviteNew(reading, added)
    return findProfessional(reading, accountId)
  })
}

/** Invites somebody to the actor's own organisation, in the transaction of a story that adds people. */
export function inviteNew(reading: Reading, { roles, ...person }: NewProfessional) {
  const organisationId = coordinatedOrganisation(reading.actor)
  if (organisationId === null) throw new DomainError('not-permitted')
  const [first = 'professional', ...others] = roles
  return inviteAccount(reading, {
    purpose: 'professional',
    person,
    roles: [{ role: first }, ...others.map((role) => ({ role }))],
    organisationId,
  })
}

/**
 * One address, one person in an organisation, so that a request that is repeated adds nobody twice.
 * @throws DomainError `invalid-request` where another than `except` has it
 */
export async function refuseKnownAddress(reading: Reading, email: string, except?: string): Promise<void> {
  const known = await readProfessionals(reading, { emails: [email.toLowerCase()] })
  refuseFaults(
    known
      .filter(({ id }) => id !== except)
      .slice(0, 1)
      .map(() => bodyFault('/email', 'already-known', 'Iemand van uw organisatie heeft dit mailadres al.')),
  )
}
