import { v7 as uuidv7 } from 'uuid'
import type { Transaction } from '../../db/driver/client.ts'
import { type NotificationEvent, notification } from '../../db/tables/outbox.ts'
import type { Role } from '../authorise/actor.ts'
import { writeLogbook } from '../logbook/write.ts'

/** What is to be told to somebody, beside what registering enqueues itself. */
export interface ToTell {
  readonly event: NotificationEvent
  readonly recipientId: string
  readonly recipientRole: Role
  readonly ground: string
  readonly invitationId?: string
}

/** Enqueues a notification, with its line in the logbook, in the transaction of what it tells of (R20). */
export async function enqueueNotification(tx: Transaction, told: ToTell, now: Date): Promise<void> {
  await enqueueNotifications(tx, [told], now)
}

/** The same for many at once. */
export async function enqueueNotifications(
  tx: Transaction,
  all: readonly ToTell[],
  now: Date,
): Promise<void> {
  if (all.length === 0) return
  const made = all.map((told) => ({ id: uuidv7(), told }))
  await tx
    .insert(notification)
    .values(
      made.map(({ id, told: { ground, ...told } }) => ({ id, ...told, createdAt: now, nextAttemptAt: now })),
    )
  await writeLogbook(
    tx,
    ...made.map(({ id, told }) => ({
      occurredAt: now,
      event: 'notification_made' as const,
      ground: told.ground,
      actorId: told.recipientId,
      notificationId: id,
    })),
  )
}
