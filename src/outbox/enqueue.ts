import { v7 as uuidv7 } from 'uuid'
import type { Transaction } from '../../db/client.ts'
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
export async function enqueueNotification(
  tx: Transaction,
  { ground, ...told }: ToTell,
  now: Date,
): Promise<void> {
  const id = uuidv7()
  await tx.insert(notification).values({ id, ...told, createdAt: now, nextAttemptAt: now })
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'notification_made',
    ground,
    actorId: told.recipientId,
    notificationId: id,
  })
}
