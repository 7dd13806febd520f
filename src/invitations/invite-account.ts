import { v7 as uuidv7 } from 'uuid'
import { account, invitation, type invitationPurpose, roleAssignment } from '../../db/tables/accounts.ts'
import type { Actor, Role } from '../authorise/actor.ts'
import type { StoryContext } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { enqueueNotifications } from '../outbox/enqueue.ts'

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
  /** Whether somebody hands the code over in person, so that no mail goes. */
  readonly byHand?: boolean
}

/** By whom, and when: nobody of the index where an operator makes the first administrator. */
export type Inviting = Pick<StoryContext, 'tx' | 'now' | 'today'> & {
  readonly actor: Pick<Actor, 'id' | 'organisationId'> | null
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
  context: Inviting,
  invited: Invited,
): Promise<{ accountId: string; invitationId: string }> {
  const made = withIds(invited)
  await inviteAll(context, [made])
  return made
}

/** The same for many at once, in a statement for each kind of thing, so that others wait shortly who change the same. */
export async function inviteAccounts(context: Inviting, all: readonly Invited[]): Promise<void> {
  if (all.length > 0) await inviteAll(context, all.map(withIds))
}

interface Made {
  readonly accountId: string
  readonly invitationId: string
  readonly invited: Invited
}

function withIds(invited: Invited): Made {
  return { accountId: uuidv7(), invitationId: uuidv7(), invited }
}

async function inviteAll(context: Inviting, all: readonly Made[]): Promise<void> {
  await addAccounts(context, all)
  await addInvitations(context, all)
  await enqueueNotifications(
    context.tx,
    all
      .filter(({ invited }) => !invited.byHand)
      .map(({ accountId, invitationId, invited }) => ({
        event: 'invitation',
        recipientId: accountId,
        recipientRole: invited.roles[0].role,
        ground: grounds.connection,
        invitationId,
      })),
    context.now,
  )
}

async function addAccounts(context: Inviting, all: readonly Made[]): Promise<void> {
  const { tx, today } = context
  await tx.insert(account).values(
    all.map(({ accountId, invited: { organisationId = null, person } }) => ({
      id: accountId,
      organisationId,
      ...person,
    })),
  )
  await tx.insert(roleAssignment).values(
    all.flatMap(({ accountId, invited }) =>
      invited.roles.map(({ role, municipalityCode = null }) => ({
        id: uuidv7(),
        accountId,
        role,
        municipalityCode,
        fromDate: today,
      })),
    ),
  )
  await writeLogbook(
    tx,
    ...all.flatMap((made) => [
      { ...lineOf(context, made), event: 'account_added' as const },
      ...made.invited.roles.map(({ municipalityCode = null }) => ({
        ...lineOf(context, made),
        event: 'role_granted' as const,
        municipalityCode,
      })),
    ]),
  )
}

async function addInvitations(context: Inviting, all: readonly Made[]): Promise<void> {
  const { tx, actor, now } = context
  await tx.insert(invitation).values(
    all.map(({ accountId, invitationId, invited }) => ({
      id: invitationId,
      purpose: invited.purpose,
      accountId,
      partnerId: invited.partnerId ?? null,
      createdAt: now,
      createdBy: actor?.id ?? null,
      expiresAt: invitationExpiry(now),
    })),
  )
  await writeLogbook(
    tx,
    ...all.map((made) => ({ ...lineOf(context, made), event: 'invitation_made' as const })),
  )
}

function lineOf({ actor, now }: Inviting, { accountId, invited: { organisationId, partnerId } }: Made) {
  return {
    occurredAt: now,
    ground: grounds.connection,
    actorId: actor?.id ?? null,
    organisationId: organisationId ?? actor?.organisationId ?? null,
    accountId,
    partnerId: partnerId ?? null,
  }
}
