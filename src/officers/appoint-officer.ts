import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { roleAssignment } from '../../db/tables/accounts.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { mayAppoint, type OfficerRole } from '../authorise/check-appointment.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { findDetailFaults } from '../contact/details.ts'
import { bodyFault, DomainError, type Fault, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { type Invited, inviteAccount } from '../invitations/invite-account.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOver } from '../municipalities/carry-over.ts'
import { readMunicipalities } from '../municipalities/municipalities.ts'
import { findPlaceFaults } from './check-place.ts'
import { changeOfOfficers, type Officer, readOfficers } from './officers.ts'
import { tellAdministrators } from './tell-administrators.ts'

/** Who is appointed as what: a new person, who is invited by mail, or somebody who is an officer already. */
export interface Appointment {
  readonly role: OfficerRole
  readonly municipalityCode: string | null
  readonly appointed: { readonly person: Invited['person'] } | { readonly accountId: string }
}

/**
 * Appoints an officer from today on (R2, R4): a functional administrator appoints the administrators of municipalities,
 * supervisors and functional administrators; a municipal administrator the officers of their own municipality. Nobody appoints themself.
 * @throws DomainError `not-permitted` where the role is not theirs to give; `invalid-request` where the municipality is
 *   gone, the account is none of theirs, their own, or holds the role or one that excludes it; `service-unavailable`
 */
export async function appointOfficer(
  service: ServiceContext,
  subject: Subject,
  appointment: Appointment,
): Promise<Officer> {
  const { municipalityCode } = appointment
  const changes = (context: StoryContext) => changeOfOfficers(context, municipalityCode)
  return asChangingActor(service, subject, 'appoint-officer', changes, async (context) => {
    const { role } = appointment
    if (!mayAppoint(context.actor, role, municipalityCode)) throw new DomainError('not-permitted')
    refuseFaults([
      ...findPlaceFaults(appointment),
      ...(await municipalityFaults(context, municipalityCode)),
      ...(await personFaults(context, appointment)),
    ])
    const accountId = await grant(context, appointment)
    if (municipalityCode !== null) await carryOver(context, [municipalityCode])
    await tellAdministrators(context, { accountId, role, municipalityCode })
    const [officer] = await readOfficers(context, { accountId, role, municipalityCode, limit: 1 })
    return officer as Officer
  })
}

async function municipalityFaults({ tx, today }: StoryContext, code: string | null): Promise<Fault[]> {
  if (code === null) return []
  const [found] = await readMunicipalities(tx, { codes: [code], thereFrom: today })
  return found
    ? []
    : [bodyFault('/municipalityCode', 'unknown-municipality', 'Deze gemeente is er niet, of niet meer.')]
}

async function personFaults(
  context: StoryContext,
  { role, municipalityCode, appointed }: Appointment,
): Promise<Fault[]> {
  const sameRole = { role, municipalityCode, limit: 1 }
  if ('person' in appointed) {
    const wrong = findDetailFaults(appointed.person, '/person')
    if (wrong.length > 0) return wrong
    const { email } = appointed.person
    const [same] = await readOfficers(context, { ...sameRole, email })
    return same
      ? [alreadyAppointed('/person/email')]
      : findUnfit(context, role, { email, field: '/person/email' })
  }
  const { accountId } = appointed
  if (accountId === context.actor.id) return [bodyFault('/accountId', 'oneself', notOneself)]
  const [known] = await readOfficers(context, { accountId, limit: 1 })
  if (!known) return [bodyFault('/accountId', 'unknown-account', 'Dit account is er niet, of is niet van u.')]
  const [same] = await readOfficers(context, { ...sameRole, accountId })
  return same
    ? [alreadyAppointed('/accountId')]
    : findUnfit(context, role, { accountId, field: '/accountId' })
}

/**
 * R4, R5, R21: nobody appoints themself, under an address of their own neither, or gives a role to somebody who has one that excludes it
 * (`db/functions/connections/roles_exclude.sql`).
 */
async function findUnfit(
  { tx, actor }: StoryContext,
  role: OfficerRole,
  { field, ...who }: { readonly field: string; readonly accountId?: string; readonly email?: string },
): Promise<Fault[]> {
  const { accountId = null, email = null } = who
  const [found] = await tx.execute<{ oneself: boolean; excluded: boolean }>(sql`
    select exists (select from account where id = ${actor.id} and lower(email) = lower(${email})) as oneself,
           has_excluding_role(${accountId}, ${email}, ${role}::role_name) as excluded`)
  if (found?.oneself) return [bodyFault(field, 'oneself', notOneself)]
  return found?.excluded ? [bodyFault(field, 'role-excluded', excluded)] : []
}

const notOneself = 'U kunt uzelf geen rol geven. Vraag het een andere beheerder.'

const excluded = 'Deze persoon heeft een rol die niet samengaat met deze.'

function alreadyAppointed(name: string): Fault {
  return bodyFault(name, 'already-appointed', 'Deze persoon heeft de rol al.')
}

/** @returns whose the role now is */
async function grant(
  context: StoryContext,
  { role, municipalityCode, appointed }: Appointment,
): Promise<string> {
  if ('person' in appointed) {
    const given = { role, ...(municipalityCode === null ? {} : { municipalityCode }) }
    const invited = await inviteAccount(context, {
      purpose: 'staff',
      person: appointed.person,
      roles: [given],
    })
    return invited.accountId
  }
  const { tx, actor, now, today } = context
  const { accountId } = appointed
  await tx.insert(roleAssignment).values({ id: uuidv7(), accountId, role, municipalityCode, fromDate: today })
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'role_granted',
    ground: grounds.connection,
    actorId: actor.id,
    accountId,
    municipalityCode,
  })
  return accountId
}
