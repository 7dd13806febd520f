import { eq, sql } from 'drizzle-orm'
import { partner } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { findDetailFaults } from '../contact/details.ts'
import { convenantOfPartner } from '../convenants/administered-convenant.ts'
import { bodyFault, DomainError, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { inviteContacts, recordSteps } from './carry-out-listings.ts'
import type { PartnerState } from './known-organisations.ts'
import { changeOfPartner, findPartner, type Partner } from './partners.ts'
import { type ContactPerson, findContact } from './plan-listings.ts'

/** The steps that a municipality takes; to be invited and to agree come about otherwise. */
export const municipalSteps = ['connected', 'suspended', 'ended'] as const

export type MunicipalStep = (typeof municipalSteps)[number]

/**
 * Which step may follow on which (R4). Nobody is connected who has not agreed; a partner that has ended is invited anew, by a new
 * invitation.
 */
export const allowedSteps: Readonly<Record<PartnerState, readonly MunicipalStep[]>> = {
  invited: ['ended'],
  agreed: ['connected', 'ended'],
  connected: ['suspended', 'ended'],
  suspended: ['connected', 'ended'],
  ended: [],
}

/**
 * Connects, suspends or ends a partner, from today on (R4). Who may register follows from it by itself, at the next request (R1).
 * @throws DomainError `step-not-allowed`, `not-found`, `not-permitted`, `service-unavailable`
 */
export async function takePartnerStep(
  service: ServiceContext,
  subject: Subject,
  id: string,
  state: MunicipalStep,
): Promise<Partner> {
  const changes = (context: StoryContext) => changeOfPartner(context, id, state !== 'connected')
  return asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    const convenantId = await convenantOfPartner(context, id)
    const before = await findPartner(context, id)
    if (!allowedSteps[before.state].includes(state)) throw new DomainError('step-not-allowed')
    await context.tx.update(partner).set({ state, stateSince: context.today }).where(eq(partner.id, id))
    await recordSteps(context, [id], state)
    if (state === 'ended') await withdrawInvitations(context, id)
    await writeLogbook(context.tx, {
      occurredAt: context.now,
      event: 'partner_state_changed',
      ground: grounds.connection,
      actorId: context.actor.id,
      organisationId: before.organisation.id,
      convenantId,
      partnerId: id,
    })
    return findPartner(context, id)
  })
}

/**
 * Sends the invitation of a partner again, to another contact person where one is named (R4). The one before it can no
 * longer be accepted.
 * @throws DomainError `step-not-allowed` where the partner waits for no agreement; `invalid-request` where there is nobody to
 *   send it to; `not-found`, `not-permitted`, `service-unavailable`
 */
export async function inviteAgain(
  service: ServiceContext,
  subject: Subject,
  id: string,
  contact: ContactPerson | undefined,
): Promise<Partner> {
  const changes = (context: StoryContext) => changeOfPartner(context, id)
  return asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    const convenantId = await convenantOfPartner(context, id)
    const before = await findPartner(context, id)
    if (before.state !== 'invited') throw new DomainError('step-not-allowed')
    const asked = contact ?? before.contact
    if (!asked) throw new DomainError('invalid-request', { faults: [contactNeeded] })
    refuseFaults(contact ? findDetailFaults(contact, '/contact') : [])
    const { name, jobTitle, email, phone } = asked
    const organisationId = before.organisation.id
    const { accountId, fault } = await findContact(context, organisationId, email)
    refuseFaults(fault ? [bodyFault('/contact/email', fault.code, fault.detail)] : [])
    await withdrawInvitations(context, id)
    await inviteContacts(context, convenantId, [
      { partnerId: id, organisationId, contact: { name, jobTitle, email, phone }, accountId },
    ])
    return findPartner(context, id)
  })
}

const contactNeeded = bodyFault(
  '/contact',
  'contact-needed',
  'Van deze partner is geen contactpersoon bekend. Geef er een op.',
)

async function withdrawInvitations({ tx, now }: StoryContext, partnerId: string): Promise<void> {
  await tx.execute(sql`select withdraw_invitations(${partnerId}, ${now.toISOString()})`)
}
