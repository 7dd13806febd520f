import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../../db/driver/client.ts'
import { deliverDueNotifications } from '../deliver/deliver-notifications.ts'
import { createMailer } from '../deliver/mailer.ts'
import type { Clock } from '../ground/calendar.ts'
import type { Metrics } from '../http/door/metrics.ts'
import { readSealingLag } from '../logbook/sealing-lag.ts'
import { readBacklog } from '../outbox/backlog.ts'
import { askForConfirmation } from '../people/ask-for-confirmation.ts'
import { publishQuarters } from '../reports/publish-quarters.ts'
import { refuseDoubtfulClock } from '../retention/clock-refused.ts'
import { removeSpentRows } from '../retention/remove-spent-rows.ts'
import { type BackgroundContext, type BackgroundOptions, logFailure } from './context.ts'
import { refreshKeys, startRotating } from './keys.ts'
import {
  refreshRetention,
  startForgetting,
  startKeeping,
  startRetention,
  startWindingDown,
} from './retention.ts'
import { startSealing } from './sealing.ts'
import { startWorker, type Worker } from './worker.ts'

export interface Background {
  /** Says that there is something to tell and no more, as after most registrations: nothing else is asked of the database. */
  deliver(): void
  /** Says that something was committed which is to be told, kept in the ledger, or carried on with. */
  wake(): void
  stop(): Promise<void>
}

/** Starts everything that works in the background, on one page. */
export function startBackground(options: BackgroundOptions, context: BackgroundContext): Background {
  const { database, clock, metrics } = context
  const { log } = options
  const delivery = options.delivery.on ? startDelivery(options, database, clock, metrics) : undefined
  const keeping = options.ledger ? startKeeping(options.ledger, context, log) : undefined
  const wake = () => {
    delivery?.wake()
    keeping?.wake()
    winding?.wake()
  }
  const winding = options.retention.on ? startWindingDown(options, context, wake) : undefined
  const workers = [
    startHousekeeping(database, clock, log),
    startPublishing(options, context),
    startForgetting(options, context),
    startRotating(options, context),
    ...(options.sealing ? [startSealing(options, context)] : []),
    ...(delivery ? [delivery, startAsking(database, clock, log, delivery.wake)] : []),
    ...(options.retention.on ? [startRetention(options, context, wake)] : []),
    ...(winding ? [winding] : []),
  ]
  return {
    deliver: () => delivery?.wake(),
    wake,
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      // Last, so that what the others destroyed is in the ledger as well.
      await keeping?.stop()
    },
  }
}

/**
 * Reads what the metrics say of work that waits.
 * @throws DomainError `service-unavailable`; the figures are then those of an earlier time, or none
 */
export async function refreshFigures(context: BackgroundContext): Promise<void> {
  await refreshBacklog(context)
  await refreshRetention(context)
  await refreshKeys(context)
  context.metrics.oldestUnsealed.set(await readSealingLag(context.database, context.clock()))
}

const mailConnections = 4

function startDelivery(
  options: BackgroundOptions,
  database: Database,
  clock: Clock,
  metrics: Metrics,
): Worker {
  const { log, portalUrl, keys, mail, delivery } = options
  const mailer = createMailer(mail.url, mail.from, mailConnections)
  const work = {
    database,
    mailer,
    clock,
    log,
    portalUrl,
    keys,
    from: mail.from,
    retrySchedule: delivery.retrySchedule,
    onAttempt: (outcome: string) => metrics.deliveries.labels(outcome).inc(),
  }
  const worker = startWorker((stopped) => deliverDueNotifications(work, stopped), {
    everySeconds: delivery.pollSeconds,
    onError: (error) => logFailure(log, 'delivering', error),
  })
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop()
      mailer.close()
    },
  }
}

function startHousekeeping(database: Database, clock: Clock, log: FastifyBaseLogger): Worker {
  return startWorker((stopped) => removeSpentRows(database, clock(), stopped), {
    everySeconds: 3600,
    onError: (error) => logFailure(log, 'housekeeping', error),
  })
}

/** Figures that are published stay as they are, so no quarter is taken for over by a clock that is not believed (R22). */
function startPublishing(
  { log, retention }: BackgroundOptions,
  { database, clock }: BackgroundContext,
): Worker {
  const publish = async (stopped: () => boolean) => {
    const now = clock()
    if (retention.on) await refuseDoubtfulClock(database, { ...retention, clock: () => now })
    await publishQuarters(database, now, stopped)
  }
  return startWorker(publish, {
    everySeconds: 3600,
    onError: (error) => logFailure(log, 'publishing', error),
  })
}

/** Asking is telling: an instance that delivers nothing asks nobody either. */
function startAsking(database: Database, clock: Clock, log: FastifyBaseLogger, wake: () => void): Worker {
  const ask = async (stopped: () => boolean) => {
    if ((await askForConfirmation(database, clock(), stopped)) > 0) wake()
  }
  return startWorker(ask, {
    everySeconds: 3600,
    onError: (error) => logFailure(log, 'asking for confirmation', error),
  })
}

async function refreshBacklog({ database, clock, metrics }: BackgroundContext): Promise<void> {
  const { waiting, oldestSeconds, held, refused } = await readBacklog(database, clock())
  metrics.notificationsWaiting.set(waiting)
  metrics.oldestNotification.set(oldestSeconds)
  metrics.notificationsHeld.set(held)
  metrics.notificationsRefused.set(refused)
}
