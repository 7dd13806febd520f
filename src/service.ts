import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type Database, isUnavailable, openDatabase } from '../db/client.ts'
import { buildApp } from './app.ts'
import { type Clock, systemClock } from './calendar.ts'
import { deliverDueNotifications } from './deliver/deliver-notifications.ts'
import { createMailer } from './deliver/mailer.ts'
import { DomainError } from './errors.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { buildOperations } from './http/operations.ts'
import type { TokenIssuer } from './http/tokens.ts'
import type { Keys } from './identity/keys.ts'
import { publishCheckpoints } from './logbook/publish-checkpoints.ts'
import { sealLogbook } from './logbook/seal-lines.ts'
import { readSealingLag } from './logbook/sealing-lag.ts'
import { logbookSigner } from './logbook/signer.ts'
import { readBacklog } from './outbox/backlog.ts'
import { askForConfirmation } from './people/ask-for-confirmation.ts'
import { publishQuarters } from './reports/publish-quarters.ts'
import { removeSpentRows } from './retention/remove-spent-rows.ts'
import {
  type PreparedRegistration,
  prepareRegistration,
  type Registration,
  type RegistrationBudgets,
  registerSignals,
} from './signals/register-signals.ts'
import { Batcher } from './signals/registration-batcher.ts'
import { startWorker, type Worker } from './worker.ts'

/** All that a running service is made from; nothing here is read from the environment. */
export interface ServiceOptions {
  readonly databaseUrl: string
  readonly poolSize: number
  readonly queryDeadline: number
  readonly keys: Keys
  readonly issuers: readonly TokenIssuer[]
  readonly audience: string
  readonly publicUrl: string
  readonly portalUrl: string
  readonly mail: { readonly url: string; readonly from: string }
  readonly delivery: {
    readonly on: boolean
    readonly pollSeconds: number
    readonly retrySchedule: readonly number[]
  }
  readonly budgets: RegistrationBudgets
  readonly requestsPerMinute: number
  /** Whether this instance seals the logbook; one of several does at a time. */
  readonly sealing: boolean
  /** Where signed states of the logbook are kept as well: a directory, or an address. */
  readonly witness?: URL | undefined
  readonly corsOrigins: readonly string[]
  readonly trustProxy: boolean
  readonly log: FastifyBaseLogger
  readonly clock?: Clock
}

export interface Service {
  readonly app: FastifyInstance
  readonly operations: FastifyInstance
  readonly database: Database
  /** Starts listening, and answers with the address of the API. */
  listen(at: { host: string; port: number }, operationsAt: { host: string; port: number }): Promise<string>
  /** Finishes what was accepted, then lets go of everything. */
  close(): Promise<void>
}

/** The writers of one instance, and how much they take at once: see `registration-batcher.ts`. */
const batching = { writers: 2, largestBatch: 64, mostWaiting: 4096 }
const mailConnections = 4

/** Puts the service together. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const clock = options.clock ?? systemClock
  const { log } = options
  const metrics = createMetrics()
  const database = openDatabase({
    url: options.databaseUrl,
    role: 'verwijsindex_service',
    poolSize: options.poolSize,
    queryDeadline: options.queryDeadline,
    applicationName: 'verwijsindex',
    onUnexpectedError: () => metrics.databaseLinksLost.inc(),
  })
  const wake = () => delivery?.wake()
  const batcher = createBatcher(options, database, clock, metrics, wake)
  const register = (request: Parameters<typeof prepareRegistration>[0]) =>
    batcher.submit(prepareRegistration(request, options.keys))

  const app = await buildApp({
    ...options,
    metrics,
    services: { database, keys: options.keys, clock, register, wake },
  })
  const operations = buildOperations(database, metrics, () => refreshBacklog(database, clock, metrics))

  // Last, so that nothing is at work where the rest could not be made.
  const delivery = options.delivery.on ? startDelivery(options, database, clock, metrics) : undefined
  const workers = [
    startHousekeeping(database, clock, log),
    startPublishing(database, clock, log),
    ...(options.sealing ? [startSealing(options, database, clock, metrics)] : []),
    ...(delivery ? [delivery, startAsking(database, clock, log, delivery.wake)] : []),
  ]
  return {
    app,
    operations,
    database,
    async listen(at, operationsAt) {
      await operations.listen(operationsAt)
      await app.listen(at)
      const { port } = app.server.address() as AddressInfo
      return `http://${at.host === '0.0.0.0' ? '127.0.0.1' : at.host}:${port}`
    },
    async close() {
      await closeToRequests(app, options.queryDeadline + 1000)
      await batcher.drain()
      await Promise.all(workers.map((worker) => worker.stop()))
      await operations.close()
      await database.close()
    },
  }
}

/** Answers what was accepted, which takes no longer than its queries may; then cuts off clients that hang. */
async function closeToRequests(app: FastifyInstance, patience: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), patience)
  await app.close()
  clearTimeout(cut)
}

function createBatcher(
  { budgets }: ServiceOptions,
  database: Database,
  clock: Clock,
  metrics: Metrics,
  wake: () => void,
): Batcher<PreparedRegistration, Registration> {
  return new Batcher({
    ...batching,
    refuse: () => new DomainError('service-unavailable', { retryAfterSeconds: 1 }),
    // A database that is away is no better for one at a time.
    mayRetryApart: (error) => !(error instanceof DomainError) && !isUnavailable(error),
    async write(items) {
      metrics.batchSize.observe(items.length)
      const { registrations, notified } = await registerSignals(database, items, clock(), budgets)
      if (notified > 0) wake()
      return registrations
    },
  })
}

function startDelivery(options: ServiceOptions, database: Database, clock: Clock, metrics: Metrics): Worker {
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
  { publicUrl, keys, witness, log }: ServiceOptions,
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

async function refreshBacklog(database: Database, clock: Clock, metrics: Metrics): Promise<void> {
  const { waiting, oldestSeconds } = await readBacklog(database, clock())
  metrics.notificationsWaiting.set(waiting)
  metrics.oldestNotification.set(oldestSeconds)
}

function logFailure(log: FastifyBaseLogger, what: string, error: unknown): void {
  log.error(
    { what, code: error instanceof DomainError ? error.code : (error as Error)?.name },
    'background work failed',
  )
}
