import { and, desc, eq, exists, inArray, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Transaction } from '../../db/driver/client.ts'
import { type NotificationEvent, notification, notificationEvent } from '../../db/tables/outbox.ts'
import type { Actor, Role } from '../authorise/actor.ts'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { namesInSight } from '../authorise/names-in-sight.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'

/** What somebody may be told of. */
export const notificationEvents = notificationEvent.enumValues

/** A notification as its recipient sees it. */
export interface OwnNotification {
  readonly id: string
  readonly event: NotificationEvent
  readonly matchId: string | null
  readonly createdAt: Date
  /** The absent colleague whom it concerns; null where it is one's own (R3). */
  readonly onBehalfOf: { readonly id: string; readonly name: string } | null
  readonly state: 'waiting' | 'delivered' | 'withheld'
  readonly deliveredAt: Date | null
  /** When its recipient first opened it. */
  readonly openedAt: Date | null
}

/**
 * The notifications addressed to the actor, in the roles they hold today (R15), and those of absent colleagues for whom
 * they stand in (R3). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listNotifications(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<OwnNotification>> {
  return asReader(service, subject, 'list-notifications', async (context) => {
    const { tx, actor, now } = context
    const before = page.after === undefined ? undefined : lt(notification.id, page.after)
    const found = await readNotifications(context, before, page.limit + 1)
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'notifications_viewed',
      ground: grounds.notification,
      actorId: actor.id,
      organisationId: actor.organisationId,
    })
    return toPage(found, page)
  })
}

/**
 * One notification, as its recipient or a deputy sees it. That its recipient opened it is kept, and logged, once (R20).
 * @throws DomainError `not-permitted`, `not-found`, `service-unavailable`
 */
export async function openNotification(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<OwnNotification> {
  return asReader(service, subject, 'list-notifications', async (context) => {
    const [found] = await readNotifications(context, eq(notification.id, id), 1)
    if (!found) throw new DomainError('not-found')
    const at = context.now.toISOString()
    const [row] = await context.tx.execute<{ at: string | null }>(
      sql`select open_notification(${id}, ${at}) as at`,
    )
    return { ...found, openedAt: row?.at ? new Date(row.at) : null }
  })
}

async function readNotifications(
  { tx, actor }: StoryContext,
  which: SQL | undefined,
  limit: number,
): Promise<OwnNotification[]> {
  const rows = await tx
    .select({
      id: notification.id,
      event: notification.event,
      matchId: notification.matchId,
      createdAt: notification.createdAt,
      state: notification.state,
      settledAt: notification.settledAt,
      openedAt: notification.openedAt,
      concernedId: concerned,
    })
    .from(notification)
    .where(and(or(ownNotifications(actor), notificationsOfAbsent(tx, actor)), which))
    .orderBy(desc(notification.id))
    .limit(limit)
  const names = await namesInSight(
    tx,
    rows.map(({ concernedId }) => concernedId).filter((id) => id !== actor.id),
  )
  return rows.map(({ settledAt, concernedId, ...row }) => ({
    ...row,
    onBehalfOf: concernedId === actor.id ? null : { id: concernedId, name: names.get(concernedId) ?? '' },
    deliveredAt: row.state === 'delivered' ? settledAt : null,
  }))
}

/** Whose notification it is: the recipient's, or that of whom they stand in for. */
const concerned = sql<string>`coalesce(${notification.onBehalfOf}, ${notification.recipientId})`

/** What is addressed to the actor: in a role of today, and for a colleague only as long as they stand in. */
function ownNotifications(actor: Actor): SQL | undefined {
  const roles: Role[] = actor.roles.map(({ role }) => role)
  return and(
    eq(notification.recipientId, actor.id),
    inArray(notification.recipientRole, roles),
    or(isNull(notification.onBehalfOf), inArray(notification.onBehalfOf, [...actor.actingFor])),
  )
}

/** What is addressed to absent colleagues about matches, but for what the actor was told as well. */
function notificationsOfAbsent(tx: Transaction, actor: Actor): SQL | undefined {
  const absent = actor.actingFor.filter((id) => id !== actor.id)
  if (absent.length === 0) return undefined
  const told = alias(notification, 'told')
  const toldAsWell = tx
    .select({ one: sql`1` })
    .from(told)
    .where(
      and(
        eq(told.recipientId, actor.id),
        eq(told.matchId, notification.matchId),
        // Alike too where the signal was destroyed since.
        sql`${told.signalId} is not distinct from ${notification.signalId}`,
        eq(told.event, notification.event),
      ),
    )
  return and(
    inArray(notification.recipientId, absent),
    eq(notification.recipientRole, 'professional'),
    isNull(notification.onBehalfOf),
    sql`${notification.matchId} is not null`,
    not(exists(toldAsWell)),
  )
}
