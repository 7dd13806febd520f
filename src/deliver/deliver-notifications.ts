import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../../db/driver/client.ts'
import { type Clock, dateInAmsterdam } from '../ground/calendar.ts'
import type { Keys } from '../identity/keys.ts'
import { type Claimed, claimNotifications } from '../outbox/claim.ts'
import { type AttemptOutcome, recordOutcome } from '../outbox/record-outcome.ts'
import { reviewHeld } from '../outbox/review-held.ts'
import { composeMail } from './mail.ts'
import { type Mailer, MailRefused } from './mailer.ts'

export interface Delivery {
  readonly database: Database
  readonly mailer: Mailer
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly portalUrl: string
  /** From which the code of an invitation is made (R23). */
  readonly keys: Keys
  readonly from: string
  /** Waits between attempts (s); the last one repeats, so that nothing owed is ever given up that the address is not refused for. */
  readonly retrySchedule: readonly number[]
  /** Says what became of a notification that was due. */
  readonly onAttempt: (outcome: AttemptOutcome['outcome'] | 'held' | 'withheld') => void
}

/** A claim whose worker died is free again after this (s): longer than any attempt lasts, as none waits for another. */
const leaseSeconds = 60

/** Held notifications that are looked at again at once. */
const reviewedAtOnce = 200

/** While mail is on its way and there is room for more, what came in meanwhile is looked for so often (s). */
const lookAgainSeconds = 1

/**
 * Delivers what is due, until nothing is (R15, R17). At least once: a mail that was taken and whose taking could not be
 * recorded is sent again under the same Message-ID. A mail server that is slow with one mail holds up no other. Settles early
 * when `stopped` says so; what was claimed is finished.
 */
export async function deliverDueNotifications(delivery: Delivery, stopped: () => boolean): Promise<void> {
  const { connections } = delivery.mailer
  const onTheirWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  const keep = (failure: unknown) => void failures.push(failure)
  while (!stopped() && failures.length === 0) {
    const claimed = await claimDue(delivery, connections - onTheirWay.size).catch(keep)
    for (const notification of claimed ?? []) {
      if (notification.entitled) {
        const one = deliverOne(delivery, notification)
          .catch(keep)
          .finally(() => onTheirWay.delete(one))
        onTheirWay.add(one)
      } else delivery.onAttempt(notification.over ? 'withheld' : 'held')
    }
    if (onTheirWay.size > 0) await oneOf(onTheirWay, connections)
    else if (claimed?.length === 0 && !(await reviewDue(delivery).catch(keep))) break
  }
  await Promise.all(onTheirWay)
  if (failures.length > 0) throw failures[0]
}

async function claimDue(delivery: Delivery, limit: number): Promise<Claimed[]> {
  const now = delivery.clock()
  return claimNotifications(delivery.database, { now, today: dateInAmsterdam(now), limit, leaseSeconds })
}

/** Looks again at what is held, and says whether there may be more to do. */
async function reviewDue({ database, clock, onAttempt }: Delivery): Promise<boolean> {
  const now = clock()
  const { lookedAt, released, withheld } = await reviewHeld(database, {
    now,
    today: dateInAmsterdam(now),
    limit: reviewedAtOnce,
  })
  for (let n = 0; n < withheld; n++) onAttempt('withheld')
  return released > 0 || lookedAt === reviewedAtOnce
}

/** Waits until one of them has ended, and where there is room for more no longer than until it is time to look again. */
async function oneOf(onTheirWay: ReadonlySet<Promise<void>>, room: number): Promise<void> {
  if (onTheirWay.size >= room) return Promise.race(onTheirWay)
  let timer: NodeJS.Timeout | undefined
  const lookAgain = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, lookAgainSeconds * 1000)
  })
  await Promise.race([...onTheirWay, lookAgain])
  clearTimeout(timer)
}

async function deliverOne(delivery: Delivery, notification: Claimed): Promise<void> {
  const ending = await attempt(delivery, notification)
  await recordOutcome(delivery.database, notification, ending, delivery.clock())
  delivery.onAttempt(ending.outcome)
}

async function attempt(delivery: Delivery, notification: Claimed): Promise<AttemptOutcome> {
  try {
    await delivery.mailer.send(composeMail(notification, delivery))
    return { outcome: 'accepted' }
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
    delivery.log.warn(
      { notification: notification.id, attempt: notification.attempt, smtp: error.smtpStatus },
      error.forGood ? 'address refused for good' : 'mail not taken',
    )
    if (error.forGood) return { outcome: 'refused', smtpStatus: error.smtpStatus }
    const wait =
      delivery.retrySchedule[Math.min(notification.attempt, delivery.retrySchedule.length) - 1] ?? 60
    return {
      outcome: 'failed',
      smtpStatus: error.smtpStatus,
      nextAttemptAt: new Date(delivery.clock().getTime() + wait * 1000),
    }
  }
}
