import { eq, sql } from 'drizzle-orm'
import { account } from '../../db/tables/accounts.ts'
import { organisation } from '../../db/tables/convenants.ts'
import type { HeldRole } from '../authorise/actor.ts'
import { asActor, asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { shownConfirmation } from './confirmation.ts'
import type { Person } from './professionals.ts'

/** How the index knows the actor, and how others reach them. */
export interface Profile extends Person {
  readonly id: string
  readonly organisation: { readonly id: string; readonly name: string } | null
  /** Those that are held today, also where one of them does not count for want of what it rests on. */
  readonly roles: readonly Pick<HeldRole, 'role' | 'municipalityCode'>[]
  readonly detailsConfirmedDate: CalendarDate | null
  readonly confirmationDue: boolean
}

/**
 * One's own contact details and roles (R3). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function readProfile(service: ServiceContext, subject: Subject): Promise<Profile> {
  return asReader(service, subject, 'read-profile', async (context) => {
    const profile = await findProfile(context)
    await log(context, 'accounts_viewed')
    return profile
  })
}

/**
 * Confirms that one's own details are right (R3); what is not is the coordinator's to change.
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function confirmDetails(service: ServiceContext, subject: Subject): Promise<Profile> {
  return asActor(service, subject, 'confirm-details', async (context) => {
    const { tx, actor, now } = context
    await tx.update(account).set({ detailsConfirmedAt: now }).where(eq(account.id, actor.id))
    await log(context, 'details_confirmed')
    return findProfile(context)
  })
}

async function findProfile({ tx, actor, now, today }: StoryContext): Promise<Profile> {
  const [row] = await tx
    .select({
      id: account.id,
      name: account.name,
      jobTitle: account.jobTitle,
      email: account.email,
      phone: account.phone,
      confirmedAt: account.detailsConfirmedAt,
      askedAt: account.detailsAskedAt,
      organisation: { id: organisation.id, name: organisation.name },
    })
    .from(account)
    .leftJoin(organisation, eq(organisation.id, account.organisationId))
    .where(eq(account.id, actor.id))
  if (!row) throw new DomainError('not-permitted')
  const roles = await tx.execute<Profile['roles'][number] & Record<string, unknown>>(sql`
    select role, municipality_code as "municipalityCode" from roles_on(${today})
     where account_id = ${actor.id} order by role, municipality_code`)
  const { confirmedAt, askedAt, ...profile } = row
  return {
    ...profile,
    roles,
    ...shownConfirmation({ confirmedAt, askedAt }, now),
  }
}

async function log(
  { tx, actor, now }: StoryContext,
  event: 'accounts_viewed' | 'details_confirmed',
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event,
    ground: grounds.coordination,
    actorId: actor.id,
    organisationId: actor.organisationId,
    accountId: actor.id,
  })
}
