import { eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { account, invitation } from '../../db/tables/accounts.ts'
import { convenantParty, organisation, partner, partnerStep } from '../../db/tables/convenants.ts'
import type { StoryContext } from '../authorise/context.ts'
import { categories, grounds } from '../ground/law.ts'
import { invitationExpiry } from '../invitations/invite-account.ts'
import { type LogbookLine, writeLogbook } from '../logbook/write.ts'
import { enqueueNotifications } from '../outbox/enqueue.ts'
import { tryRefusedMailAgain } from '../outbox/try-refused-again.ts'
import type { Anchoring, Plan, PlannedInvitation } from './plan-listings.ts'

/** An invitation as it is planned, and the organisation that it is for. */
interface Asked extends PlannedInvitation {
  readonly organisationId: string
  readonly isNew: boolean
}

/**
 * Does what was planned: records organisations, lists them, and invites the contact persons of those that are to join (R4). One
 * transaction, that of a story in `asChangingActor`, and a statement for each kind of thing, so that others who change the same wait
 * shortly; every act has its line in the logbook (R20).
 */
export async function carryOutListings(
  context: StoryContext,
  convenantId: string,
  plans: readonly Plan[],
): Promise<void> {
  await recordOrganisations(context, plans)
  await listParties(context, convenantId, plans)
  const asked = plans.flatMap(({ toInvite, organisationId, partner: before }) =>
    toInvite ? [{ ...toInvite, organisationId, isNew: before === null }] : [],
  )
  if (asked.length === 0) return
  await recordPartners(context, convenantId, asked)
  await inviteContacts(context, convenantId, asked)
}

async function recordOrganisations(context: StoryContext, plans: readonly Plan[]): Promise<void> {
  const added = plans.flatMap(({ added, organisationId: id }) =>
    added ? [{ id, ...added, domain: categories[added.category] }] : [],
  )
  if (added.length === 0) return
  await context.tx.insert(organisation).values(added)
  await log(
    context,
    added.map(({ id }) => ({ event: 'organisation_recorded', organisationId: id })),
  )
}

async function listParties(
  context: StoryContext,
  convenantId: string,
  plans: readonly Plan[],
): Promise<void> {
  const { tx, actor, now } = context
  const listed = plans.filter(({ toList }) => toList)
  if (listed.length === 0) return
  await tx.insert(convenantParty).values(
    listed.map(({ organisationId }) => ({
      convenantId,
      organisationId,
      listedAt: now,
      listedBy: actor.id,
    })),
  )
  await log(
    context,
    listed.map(({ organisationId }) => ({ event: 'party_listed', organisationId, convenantId })),
  )
}

async function recordPartners(
  context: StoryContext,
  convenantId: string,
  asked: readonly Asked[],
): Promise<void> {
  const { tx, today } = context
  const invited = { state: 'invited' as const, stateSince: today }
  const added = asked.filter(({ isNew }) => isNew)
  if (added.length > 0)
    await tx.insert(partner).values(
      added.map((one) => ({
        ...invited,
        id: one.partnerId,
        convenantId,
        organisationId: one.organisationId,
        ...anchoringColumns(one),
      })),
    )
  for (const one of asked.filter(({ isNew }) => !isNew))
    await tx
      .update(partner)
      .set({ ...invited, ...anchoringColumns(one) })
      .where(eq(partner.id, one.partnerId))
  await recordSteps(
    context,
    asked.map(({ partnerId }) => partnerId),
    'invited',
  )
  await log(
    context,
    asked.map(({ organisationId, partnerId }) => ({
      event: 'partner_invited',
      organisationId,
      partnerId,
      convenantId,
    })),
  )
}

/** A step of partners, of today, with who took it (R4). */
export async function recordSteps(
  { tx, actor, now, today }: StoryContext,
  partnerIds: readonly string[],
  state: typeof partner.$inferSelect.state,
): Promise<void> {
  await tx.insert(partnerStep).values(
    partnerIds.map((partnerId) => ({
      id: uuidv7(),
      partnerId,
      state,
      fromDate: today,
      recordedAt: now,
      recordedBy: actor.id,
    })),
  )
}

/** How an anchoring stands in the table. */
export function anchoringColumns({ anchor, anchorReference, anchorUntilDate, mayLead }: Anchoring) {
  return { anchor, anchorReference, anchorUntil: anchorUntilDate, mayLead }
}

/** Whom to ask on behalf of which partner. */
type ToAsk = Pick<Asked, 'partnerId' | 'organisationId' | 'contact' | 'accountId'>

/** Invites contact persons, each with an account that waits for them where they have none (R4). */
export async function inviteContacts(
  context: StoryContext,
  convenantId: string,
  asked: readonly ToAsk[],
): Promise<void> {
  const { tx, actor, now } = context
  const all = asked.map((one) => ({ ...one, account: one.accountId ?? uuidv7(), invitationId: uuidv7() }))
  const added = all.filter(({ accountId }) => accountId === null)
  await tryRefusedMailAgain(
    context,
    all.flatMap(({ accountId }) => accountId ?? []),
  )
  if (added.length > 0) {
    await tx
      .insert(account)
      .values(added.map((one) => ({ id: one.account, organisationId: one.organisationId, ...one.contact })))
    await log(
      context,
      added.map((one) => ({ ...lineOf(one, convenantId), event: 'account_added' })),
    )
  }
  await tx.insert(invitation).values(
    all.map((one) => ({
      id: one.invitationId,
      purpose: 'partner' as const,
      accountId: one.account,
      partnerId: one.partnerId,
      createdAt: now,
      createdBy: actor.id,
      expiresAt: invitationExpiry(now),
    })),
  )
  await log(
    context,
    all.map((one) => ({ ...lineOf(one, convenantId), event: 'invitation_made' })),
  )
  await enqueueNotifications(
    tx,
    all.map((one) => ({
      event: 'invitation',
      recipientId: one.account,
      recipientRole: 'coordinator',
      ground: grounds.connection,
      invitationId: one.invitationId,
    })),
    now,
  )
}

function lineOf(
  one: { readonly account: string; readonly organisationId: string; readonly partnerId: string },
  convenantId: string,
) {
  return { accountId: one.account, organisationId: one.organisationId, partnerId: one.partnerId, convenantId }
}

async function log(
  { tx, actor, now }: StoryContext,
  lines: readonly Omit<LogbookLine, 'occurredAt' | 'ground' | 'actorId'>[],
): Promise<void> {
  await writeLogbook(
    tx,
    ...lines.map((line) => ({ ...line, occurredAt: now, ground: grounds.connection, actorId: actor.id })),
  )
}
