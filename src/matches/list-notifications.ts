import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { type NotificationEvent, notification } from '../../db/tables/outbox.ts'
import type { Role } from '../authorise/actor.ts'
import { asActor } from '../authorise/as-actor.ts'
import { grounds } from '../law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type Page, type PageRequest, toPage } from '../paging.ts'
import type { MatchReading } from './list-matches.ts'

/** A notification as its recipient sees it. */
export interface OwnNotification {
  readonly id: string
  readonly event: NotificationEvent
  readonly matchId: string | null
  readonly createdAt: Date
  readonly state: 'waiting' | 'delivered' | 'withheld'
  readonly deliveredAt: Date | null
}

/**
 * The notifications addressed to whoever asks, in the roles they hold today (R15). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listNotifications(
  service: MatchReading,
  subject: { readonly iss: string; readonly sub: string },
  page: PageRequest,
): Promise<Page<OwnNotification>> {
  return asActor(service, subject, 'list-notifications', async ({ tx, actor, now }) => {
    const roles: Role[] = actor.roles.map(({ role }) => role)
    const rows = await tx
      .select({
        id: notification.id,
        event: notification.event,
        matchId: notification.matchId,
        createdAt: notification.createdAt,
        state: notification.state,
        settledAt: notification.settledAt,
      })
      .from(notification)
      .where(
        and(
          eq(notification.recipientId, actor.id),
          inArray(notification.recipientRole, roles),
          page.after === undefined ? undefined : lt(notification.id, page.after),
        ),
      )
      .orderBy(desc(notification.id))
      .limit(page.limit + 1)
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'notifications_viewed',
      ground: grounds.notification,
      actorId: actor.id,
      organisationId: actor.organisationId,
    })
    return toPage(
      rows.map(({ settledAt, ...row }) => ({
        ...row,
        deliveredAt: row.state === 'delivered' ? settledAt : null,
      })),
      page,
    )
  })
}
