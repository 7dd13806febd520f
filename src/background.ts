import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../db/client.ts'
import type { Clock } from './calendar.ts'
import { deliverDueNotifications } from './deliver/deliver-notifications.ts'
import { createMailer } from './deliver/mailer.ts'
import { DomainError } from './errors.ts'
import type { Metrics } from './http/metrics.ts'
import type { Keys } from './identity/keys.ts'
import { publishCheckpoints } from './logbook/publish-checkpoints.ts'
import { sealLogbook } from './logbook/seal-lines.ts'
import { readSealingLag } from './logbook/sealing-lag.ts'
import { logbookSigner } from './logbook/signer.ts'
import { readBacklog } from './outbox/backlog.ts'
import { askForConfirmation } from './people/ask-for-confirmation.ts'
import { publishQuarters } from './reports/publish-quarters.ts'
import { dailyWork } from './retention/daily-work.ts'
import { keepDestructions } from './retention/ledger/keep-destructions.ts'
import type { Ledger } from './retention/ledger/open-ledger.ts'
import { readRetentionStatus } from './retention/read-status.ts'
import { removeSpentRows } from './retention/remove-spent-rows.ts'
import { ClockRefused } from './retention/run-retention.ts'
import { runWindDowns } from './retention/run-wind-downs.ts'
import { startWorker, type Worker } from './worker.ts'

/** What a service works at besides answering requests. */
export interface BackgroundOptions {
  readonly keys: Keys
  readonly publicUrl: string
  readonly portalUrl: string
  readonly mail: { readonly url: string; readonly from: string }
  readonly delivery: {
    readonly on: boolean
    readonly pollSeconds: number
    readonly retrySchedule: readonly number[]
  }
  /** Whether this instance takes its turn at the daily work, and by how many days a clock may jump at most. */
  readonly retention: { readonly on: boolean; readonly longestGapDays: number }
  /** Where what is destroyed is written outside the database. */
  readonly ledger?: Ledger | undefined
  /** Whether this instance seals the logbook; one of several does at a time. */
  readonly sealing: boolean
  /** Where signed states of the logbook are kept as well: a directory, or an address. */
  readonly witness?: URL | undefined
  readonly log: FastifyBaseLogger
}

/** What all of it works with. */
interface Means {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
}

export interface Background {
  /** Says that something was committed which is to be told, kept in the ledger, or carried on with. */
  wake(): void
  stop(): Promise<void>
}

/** Starts everything that works in the background, on one page. */
export function startBackground(options: BackgroundOptions, means: Means): Background {
  const { database, clock, metrics } = means
  const { log } = options
  const delivery = options.delivery.on ? startDelivery(options, database, clock, metrics) : undefined
  const keeping = options.ledger ? startKeeping(options.ledger, database, clock, log) : undefined
  const wake = () => {
    delivery?.wake()
    keeping?.wake()
    winding?.wake()
  }
  const winding = options.retention.on ? startWindingDown(means, log, wake) : undefined
  const workers = [
    startHousekeeping(database, clock, log),
    startPublishing(database, clock, log),
    ...(options.sealing ? [startSealing(options, database, clock, metrics)] : []),
    ...(delivery ? [delivery, startAsking(database, clock, log, delivery.wake)] : []),
    ...(options.retention.on ? [startRetention(options, means, wake)] : []),
    ...(winding ? [winding] : []),
  ]
  return {
    wake,
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      // Last, so that what the others destroyed is in the ledger as well.
      await keeping?.stop()
    },
  }
}

/** Brings up to date what the metrics say of work that waits. */
export async function refreshFigures(means: Means): Promise<void> {
  await refreshBacklog(means)
  await refreshRetention(means)
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

function startPublishing(database: Database, clock: Clock, log: FastifyBaseLogger): Worker {
  return startWorker((stopped) => publishQuarters(database, clock(), stopped), {
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

/** Often enough that no line is unsealed for longer than a minute (R20). */
const sealingSeconds = 20

function startSealing(
  { publicUrl, keys, witness, log }: BackgroundOptions,
  database: Database,
  clock: Clock,
  metrics: Metrics,
): Worker {
  const signer = logbookSigner(publicUrl, keys.logbook)
  const round = async (stopped: () => boolean) => {
    await sealLogbook({ database, signer, now: clock() }, stopped)
    if (witness !== undefined) await publishCheckpoints(database, witness)
    metrics.oldestUnsealed.set(await readSealingLag(database, clock()))
  }
  return startWorker(round, {
    everySeconds: sealingSeconds,
    onError: (error) => logFailure(log, 'sealing', error),
  })
}

/** Often enough to begin soon after the day does, and to go on soon after it was interrupted. */
const retentionSeconds = 300

function startRetention(
  { log, retention: { longestGapDays } }: BackgroundOptions,
  { database, clock, metrics }: Means,
  onDone: () => void,
): Worker {
  const onClock = (refused: boolean) => metrics.retentionRefused.set(refused ? 1 : 0)
  return startWorker(dailyWork({ database, clock, longestGapDays }, { onDone, onClock }), {
    everySeconds: retentionSeconds,
    retrySeconds: 10,
    onError: (error) => logFailure(log, 'daily work', error),
  })
}

/** The net below the wake-up, for what another instance accepted. */
const windingSeconds = 10

function startWindingDown({ database, clock }: Means, log: FastifyBaseLogger, onDone: () => void): Worker {
  const round = async (stopped: () => boolean) => {
    if ((await runWindDowns({ database, clock }, stopped)) > 0) onDone()
  }
  return startWorker(round, {
    everySeconds: windingSeconds,
    onError: (error) => logFailure(log, 'winding down', error),
  })
}

/** Seconds that a destruction may be without its line in the ledger, where nobody woke the one who writes it. */
const keepingSeconds = 2

function startKeeping(ledger: Ledger, database: Database, clock: Clock, log: FastifyBaseLogger): Worker {
  const keep = async (stopped: () => boolean) => {
    await keepDestructions(database, ledger, clock(), stopped)
  }
  const worker = startWorker(keep, {
    everySeconds: keepingSeconds,
    onError: (error) => logFailure(log, 'keeping destructions', error),
  })
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop()
      await keep(() => false).catch((error: unknown) => logFailure(log, 'keeping destructions', error))
      await ledger.close()
    },
  }
}

async function refreshRetention({ database, clock, metrics }: Means): Promise<void> {
  const now = clock()
  const { rules, lastRunAt, unkept, oldestUnkept } = await readRetentionStatus(database, now)
  for (const { rule, due } of rules) metrics.retentionDue.labels(rule).set(due)
  metrics.retentionLastRun.set((lastRunAt?.getTime() ?? 0) / 1000)
  metrics.destructionsWaiting.set(unkept)
  metrics.oldestDestruction.set(oldestUnkept ? Math.max(0, now.getTime() - oldestUnkept.getTime()) / 1000 : 0)
}

async function refreshBacklog({ database, clock, metrics }: Means): Promise<void> {
  const { waiting, oldestSeconds } = await readBacklog(database, clock())
  metrics.notificationsWaiting.set(waiting)
  metrics.oldestNotification.set(oldestSeconds)
}

function logFailure(log: FastifyBaseLogger, what: string, error: unknown): void {
  log.error(
    {
      what,
      code:
        error instanceof DomainError || error instanceof ClockRefused ? error.code : (error as Error)?.name,
    },
    'background work failed',
  )
}
