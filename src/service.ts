import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Database, isUnavailable, openDatabase } from '../db/driver/client.ts'
import { functionDigest } from '../db/function-schema.ts'
import { buildApp } from './app.ts'
import type { BackgroundOptions } from './background/context.ts'
import { refreshFigures, startBackground } from './background/start-background.ts'
import type { TokenIssuer } from './config/issuers/rules.ts'
import type { Proxies } from './config/proxies.ts'
import { serviceVersion } from './ground/build.ts'
import { type Clock, dateInAmsterdam, systemClock } from './ground/calendar.ts'
import { DomainError, refuseFaults } from './ground/errors.ts'
import { healthOf } from './http/door/health.ts'
import { createMetrics, type Metrics } from './http/door/metrics.ts'
import { buildOperations } from './http/door/operations.ts'
import type { SecurityContact } from './http/door/security-txt.ts'
import { notStopping, type Stopping } from './http/door/stopping.ts'
import { logbookOrigin } from './logbook/signer.ts'
import { findRegistrationFaults } from './signals/check-registration.ts'
import { offerAgain } from './signals/offer-again.ts'
import {
  type PreparedRegistration,
  prepareRegistration,
  type RegistrationAnswer,
  type RegistrationBudgets,
  type RegistrationRequest,
  registerSignals,
} from './signals/register-signals.ts'
import { Batcher } from './signals/registration-batcher.ts'

/** All that a running service is made from; nothing here is read from the environment. */
export interface ServiceOptions extends BackgroundOptions {
  readonly databaseUrl: string
  readonly poolSize: number
  readonly queryDeadline: number
  readonly issuers: readonly TokenIssuer[]
  readonly audience: string
  readonly budgets: RegistrationBudgets
  readonly requestsPerMinute: number
  readonly corsOrigins: readonly string[]
  readonly proxies: Proxies
  /** For `security.txt`; where there is none, neither is the file. */
  readonly securityContact?: SecurityContact | undefined
  /** Whether the database is a copy that is only tried. */
  readonly rehearsal?: boolean
  /** The commit that the image was made from. */
  readonly revision: string
  readonly clock?: Clock
}

export interface Service {
  readonly app: FastifyInstance
  readonly operations: FastifyInstance
  readonly database: Database
  /** To be begun some time before `close`, so that proxies send nothing new here. */
  readonly stopping: Stopping
  /** Starts listening, and answers with the address of the API. */
  listen(at: { host: string; port: number }, operationsAt: { host: string; port: number }): Promise<string>
  /** Finishes what was accepted, then lets go of everything. */
  close(): Promise<void>
}

/** The writers of one instance, and how much they take at once: see `registration-batcher.ts`. */
const batching = { writers: 2, largestBatch: 64, mostWaiting: 4096 }

/** Puts the service together. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const clock = options.clock ?? systemClock
  const metrics = createMetrics()
  metrics.buildInfo.labels(serviceVersion, options.revision, functionDigest, process.version).set(1)
  const database = openDatabase({
    url: options.databaseUrl,
    role: 'verwijsindex_service',
    poolSize: options.poolSize,
    queryDeadline: options.queryDeadline,
    applicationName: options.rehearsal ? 'verwijsindex-rehearsal' : 'verwijsindex',
    onUnexpectedError: () => metrics.databaseLinksLost.inc(),
  })
  const wake = () => background.wake()
  // Registering destroys only what the daily work was to come by for, and that is kept within seconds.
  const batcher = createBatcher(options, database, clock, metrics, () => background.deliver())
  const register = async (request: RegistrationRequest) => {
    const today = dateInAmsterdam(clock())
    refuseFaults(findRegistrationFaults(request, today))
    const prepared = prepareRegistration(request, options.keys, today)
    return offerAgain(() => batcher.submit(prepared), options.queryDeadline)
  }

  const stopping = notStopping()
  const health = healthOf(database, options.keys, stopping, options.rehearsal ?? false)
  const app = await buildApp({
    ...options,
    stopping,
    health,
    metrics,
    service: {
      database,
      keys: options.keys,
      onUnreadable(keyVersion) {
        metrics.unreadableSeals.labels(String(keyVersion)).inc()
        options.log.error({ keyVersion }, 'a seal does not open')
      },
      clock,
      register,
      wake,
      logbookOrigin: logbookOrigin(options.publicUrl),
    },
  })
  const operations = buildOperations(
    metrics,
    () => refreshFigures({ database, clock, metrics }),
    health,
    options.log,
  )

  // Last, so that nothing is at work where the rest could not be made.
  const background = startBackground(options, { database, clock, metrics })
  return {
    app,
    operations,
    database,
    stopping,
    async listen(at, operationsAt) {
      await operations.listen(operationsAt)
      await app.listen(at)
      const { port } = app.server.address() as AddressInfo
      return `http://${at.host === '0.0.0.0' ? '127.0.0.1' : at.host}:${port}`
    },
    async close() {
      await closeToRequests(app, options.queryDeadline + 1000)
      await batcher.drain()
      await background.stop()
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
  onNotified: () => void,
): Batcher<PreparedRegistration, RegistrationAnswer> {
  return new Batcher({
    ...batching,
    refuse: () => new DomainError('service-unavailable', { retryAfterSeconds: 1 }),
    // A database that is away is no better for one at a time.
    mayRetryApart: (error) => !(error instanceof DomainError) && !isUnavailable(error),
    async write(items) {
      metrics.batchSize.observe(items.length)
      const { registrations, notified } = await registerSignals(database, items, clock(), budgets)
      if (notified > 0) onNotified()
      return registrations
    },
  })
}
