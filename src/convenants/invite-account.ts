import { v7 as uuidv7 } from 'uuid'
import { account, invitation, type invitationPurpose, roleAssignment } from '../../db/tables/accounts.ts'
import type { Role } from '../authorise/actor.ts'
import type { Reading } from '../authorise/as-actor.ts'
import { grounds } from '../law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { enqueueNotification } from '../outbox/enqueue.ts'

/** Who is invited: how to reach them, and in which roles they will be known from today on. */
export interface Invited {
  readonly purpose: (typeof invitationPurpose.enumValues)[number]
  readonly person: {
    readonly name: string
    readonly jobTitle: string
    readonly email: string
    readonly phone: string
  }
  readonly roles: readonly [GivenRole, ...GivenRole[]]
  readonly organisationId?: string
  /** The partner whose agreement is asked along with it. */
  readonly partnerId?: string
}

export interface GivenRole {
  readonly role: Role
  readonly municipalityCode?: string
}

/** How long an invitation can be accepted (days). */
const invitationDays = 30

const dayMs = 24 * 3_600_000

/** Until when an invitation that is made now can be accepted. */
export function invitationExpiry(now: Date): Date {
  return new Date(now.getTime() + invitationDays * dayMs)
}

/**
 * Makes an account that waits for somebody to log in, with its roles, and invites them (R4). The account opens nothing as
 * long as nobody has tied an identity to it. For a story in `asChangingActor`; every step has its line in the logbook (R20).
 */
export async function inviteAccount(
  reading: Reading,
  invited: Invited,
): Promise<{ accountId: string; invitationId: string }> {
  const accountId = uuidv7()
  const invitationId = uuidv7()
  await addAccount(reading, accountId, invited)
  await invite(reading, { accountId, invitationId }, invited)
  return { accountId, invitationId }
}

async function addAccount(reading: Reading, accountId: string, invited: Invited): Promise<void> {
  const { tx, today } = reading
  const { person, roles, organisationId = null } = invited
  await tx.insert(account).values({ id: accountId, organisationId, ...person })
  await tx.insert(roleAssignment).values(
    roles.map(({ role, municipalityCode = null }) => ({
      id: uuidv7(),
      accountId,
      role,
      municipalityCode,
      fromDate: today,
    })),
  )
  await writeLogbook(
    tx,
    { ...lineOf(reading, accountId, invited), event: 'account_added' },
    ...roles.map(({ municipalityCode = null }) => ({
      ...lineOf(reading, accountId, invited),
      event: 'role_granted' as const,
      municipalityCode,
    })),
  )
}

async function invite(
  reading: Reading,
  { accountId, invitationId }: { readonly accountId: string; readonly invitationId: string },
  invited: Invited,
): Promise<void> {
  const { tx, actor, now } = reading
  await tx.insert(invitation).values({
    id: invitationId,
    purpose: invited.purpose,
    accountId,
    partnerId: invited.partnerId ?? null,
    createdAt: now,
    createdBy: actor.id,
    expiresAt: invitationExpiry(now),
  })
  await writeLogbook(tx, { ...lineOf(reading, accountId, invited), event: 'invitation_made' })
  await enqueueNotification(
    tx,
    {
      event: 'invitation',
      recipientId: accountId,
      recipientRole: invited.roles[0].role,
      ground: grounds.connection,
      invitationId,
    },
    now,
  )
}

function lineOf({ actor, now }: Reading, accountId: string, { organisationId, partnerId }: Invited) {
  return {
    occurredAt: now,
    ground: grounds.connection,
    actorId: actor.id,
    organisationId: organisationId ?? actor.organisationId,
    accountId,
    partnerId: partnerId ?? null,
  }
}
