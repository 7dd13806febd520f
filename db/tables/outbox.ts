import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgEnum, pgTable, smallint, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { invitation, roleName } from './accounts.ts'
import { instant } from './columns.ts'
import { notificationKinds } from './notification-kinds.ts'

/** What must be told to whom, and every attempt to tell it (R15, R17, R20). */

export const notificationEvent = pgEnum('notification_event', notificationKinds)
export type NotificationEvent = (typeof notificationEvent.enumValues)[number]
export const notificationState = pgEnum('notification_state', ['waiting', 'delivered', 'withheld'])
export const attemptOutcome = pgEnum('attempt_outcome', ['started', 'accepted', 'failed'])

export const notification = pgTable(
  'notification',
  {
    id: uuid('id').primaryKey(),
    event: notificationEvent('event').notNull(),
    /** The signal that set the notification off; none where it concerns no signal, or one that was destroyed since. */
    signalId: uuid('signal_id'),
    /** Goes with the match, and so with the young person; neither is checked once more. */
    matchId: uuid('match_id'),
    recipientId: uuid('recipient_id').notNull(),
    recipientRole: roleName('recipient_role').notNull(),
    /** The absent colleague for whom a deputy is told (R3). */
    onBehalfOf: uuid('on_behalf_of'),
    invitationId: uuid('invitation_id').references(() => invitation.id),
    /** The request of a data subject on which advice is asked (R21). */
    requestId: uuid('request_id'),
    createdAt: instant('created_at').notNull(),
    state: notificationState('state').notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    /** Since when its recipient may not be told; none while they may. It waits then, and rings no alarm (R1, R2). */
    heldSince: instant('held_since'),
    /** Since when they may be told again after that. */
    releasedAt: instant('released_at'),
    /** Since when its mail is refused for good; meanwhile it is never due (R15). */
    refusedAt: instant('refused_at'),
    settledAt: instant('settled_at'),
    /** When its recipient first looked at it (R20). */
    openedAt: instant('opened_at'),
  },
  (t) => [
    // One arrival, one notification for each recipient.
    uniqueIndex('one_notification_per_event')
      .on(t.signalId, t.recipientId, t.event)
      .where(sql`${t.event} in ('match_created', 'participant_joined', 'identity_conflict')`),
    index('notification_of_match').on(t.matchId).where(sql`${t.matchId} is not null`),
    index('notification_of_signal_alone')
      .on(t.signalId)
      .where(sql`${t.matchId} is null and ${t.signalId} is not null`),
    index('notification_of_recipient').on(t.recipientId, t.id),
    index('notification_due').on(t.nextAttemptAt).where(sql`${t.state} = 'waiting'`),
  ],
)

export const deliveryAttempt = pgTable(
  'delivery_attempt',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    notificationId: uuid('notification_id')
      .notNull()
      .references(() => notification.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    startedAt: instant('started_at').notNull(),
    outcome: attemptOutcome('outcome').notNull().default('started'),
    finishedAt: instant('finished_at'),
    smtpStatus: smallint('smtp_status'),
  },
  (t) => [uniqueIndex('one_row_per_attempt').on(t.notificationId, t.number)],
)
