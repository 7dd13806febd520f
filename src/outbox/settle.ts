import { and, eq } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { deliveryAttempt, notification } from '../../db/tables/outbox.ts'
import { grounds } from '../law.ts'
import { writeLogbook } from '../logbook/write.ts'
import type { Claimed } from './claim.ts'

/** How an attempt ended. `failed` is tried again; `withheld` is not, since the right to be told has ended. */
export type Ending =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'withheld' }
  | { readonly outcome: 'failed'; readonly smtpStatus: number | null; readonly nextAttemptAt: Date }

/** Records how an attempt ended, with its line in the logbook, in one transaction (R20). */
export async function settleAttempt(
  database: Database,
  claimed: Claimed,
  ending: Ending,
  now: Date,
): Promise<void> {
  await database.run(() =>
    database.orm.transaction(async (tx) => {
      await finishAttempt(tx, claimed, ending, now)
      if (ending.outcome === 'failed') {
        await tx
          .update(notification)
          .set({ nextAttemptAt: ending.nextAttemptAt })
          .where(and(eq(notification.id, claimed.id), eq(notification.state, 'waiting')))
        return
      }
      const [settled] = await tx
        .update(notification)
        .set({ state: ending.outcome === 'accepted' ? 'delivered' : 'withheld', settledAt: now })
        .where(and(eq(notification.id, claimed.id), eq(notification.state, 'waiting')))
        .returning({ id: notification.id })
      if (settled) await writeLogbook(tx, logbookLine(claimed, ending.outcome, now))
    }),
  )
}

async function finishAttempt(tx: Transaction, claimed: Claimed, ending: Ending, now: Date): Promise<void> {
  await tx
    .update(deliveryAttempt)
    .set({
      outcome: ending.outcome === 'accepted' ? 'accepted' : 'failed',
      finishedAt: now,
      smtpStatus: ending.outcome === 'failed' ? ending.smtpStatus : null,
    })
    .where(and(eq(deliveryAttempt.notificationId, claimed.id), eq(deliveryAttempt.number, claimed.attempt)))
}

function logbookLine(claimed: Claimed, outcome: 'accepted' | 'withheld', now: Date) {
  return {
    occurredAt: now,
    event: outcome === 'accepted' ? ('notification_sent' as const) : ('notification_withheld' as const),
    ground: grounds.notification,
    actorId: claimed.recipient.id,
    matchId: claimed.matchId,
    notificationId: claimed.id,
  }
}
