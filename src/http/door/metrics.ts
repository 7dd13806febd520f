import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the service counts. Labels are routes and states: nothing that can be traced to anybody (R22). */
export interface Metrics {
  /** Of the process itself. */
  readonly process: Registry
  /** What this instance counts: there as long as the process is. */
  readonly registry: Registry
  /** What was read from the database: shown only when it was just read. */
  readonly figures: Registry
  readonly buildInfo: Gauge<'version' | 'revision' | 'functions' | 'node'>
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly batchSize: Histogram
  readonly deliveries: Counter<'outcome'>
  readonly notificationsWaiting: Gauge
  readonly oldestNotification: Gauge
  readonly notificationsHeld: Gauge
  readonly notificationsRefused: Gauge
  readonly oldestUnsealed: Gauge
  readonly sealingRefused: Gauge
  readonly witnessDiffers: Gauge
  readonly witnessKept: Gauge
  readonly witnessBehind: Gauge
  readonly retentionDue: Gauge<'rule'>
  readonly retentionLastRun: Gauge
  readonly retentionRefused: Gauge
  readonly destructionsWaiting: Gauge
  readonly oldestDestruction: Gauge
  readonly databaseLinksLost: Counter
  readonly issuerUnavailable: Gauge<'issuer'>
  readonly tokensAccepted: Counter<'issuer'>
  readonly tokensRefused: Counter<'issuer' | 'claim' | 'reason'>
  readonly keyVersion: Gauge<'kind'>
  readonly keyChangeToDo: Gauge<'kind'>
  readonly unreadableSeals: Counter<'key_version'>
}

/** A registry of its own for each instance of the service, so that two in one process do not mix. */
export function createMetrics(): Metrics {
  const ofProcess = new Registry()
  const registry = new Registry()
  const registers = [registry]
  const figures = new Registry()
  const fromDatabase = { registers: [figures] }
  collectDefaultMetrics({ register: ofProcess })
  return {
    process: ofProcess,
    registry,
    figures,
    buildInfo: new Gauge({
      name: 'build_info',
      help: 'Always 1: the version that runs, its commit, the digest of its functions in the database, and Node.js.',
      labelNames: ['version', 'revision', 'functions', 'node'],
      registers,
    }),
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long answers took.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    batchSize: new Histogram({
      name: 'registration_batch_size',
      help: 'How many registrations were written together.',
      buckets: [1, 2, 4, 8, 16, 32, 64],
      registers,
    }),
    deliveries: new Counter({
      name: 'notification_attempts_total',
      help: 'What became of notifications that were due: attempts to deliver, and those that were held or withheld.',
      labelNames: ['outcome'],
      registers,
    }),
    notificationsWaiting: new Gauge({
      name: 'notifications_waiting',
      help: 'Not yet delivered.',
      ...fromDatabase,
    }),
    oldestNotification: new Gauge({
      name: 'notification_oldest_waiting_seconds',
      help: 'Age of the oldest notification that was not delivered: alarm on this.',
      ...fromDatabase,
    }),
    notificationsHeld: new Gauge({
      name: 'notifications_held',
      help: 'Not told for now, since their recipient may not be: no alarm by itself.',
      registers,
    }),
    notificationsRefused: new Gauge({
      name: 'notifications_refused',
      help: 'Refused for good by the mail server, since the address is wrong: alarm where it rises by many at once.',
      ...fromDatabase,
    }),
    oldestUnsealed: new Gauge({
      name: 'logbook_oldest_unsealed_seconds',
      help: 'Age of the oldest line of the logbook that is not sealed: alarm above 60.',
      ...fromDatabase,
    }),
    sealingRefused: new Gauge({
      name: 'logbook_sealing_refused',
      help: '1 while nothing is sealed because the logbook is not as it was signed: alarm on this.',
      registers,
    }),
    witnessDiffers: new Gauge({
      name: 'logbook_witness_differs',
      help: 'Signed states that the witness has and the database does not lead to: alarm where it is not 0.',
      registers,
    }),
    witnessKept: new Gauge({
      name: 'logbook_witness_kept_timestamp_seconds',
      help: 'When the witness last had the last signed state: alarm where that is more than an hour ago.',
      registers,
    }),
    witnessBehind: new Gauge({
      name: 'logbook_witness_behind_seconds',
      help: 'Age of the first signed state that this instance could not hand to the witness: alarm above 900.',
      registers,
    }),
    retentionDue: new Gauge({
      name: 'retention_due',
      help: 'What has come to its date and is still there: alarm where it is not 0 for hours.',
      labelNames: ['rule'],
      ...fromDatabase,
    }),
    retentionLastRun: new Gauge({
      name: 'retention_last_run_timestamp_seconds',
      help: 'When the daily work last ran: alarm where that is more than an hour ago.',
      ...fromDatabase,
    }),
    retentionRefused: new Gauge({
      name: 'retention_refused',
      help: '1 while the daily work refuses the clock: alarm on this.',
      registers,
    }),
    destructionsWaiting: new Gauge({
      name: 'ledger_waiting',
      help: 'Destructions that the ledger does not have yet.',
      ...fromDatabase,
    }),
    oldestDestruction: new Gauge({
      name: 'ledger_oldest_waiting_seconds',
      help: 'Age of the oldest destruction that the ledger does not have: alarm above 60.',
      ...fromDatabase,
    }),
    databaseLinksLost: new Counter({
      name: 'database_links_lost_total',
      help: 'Connections lost.',
      registers,
    }),
    keyVersion: new Gauge({
      name: 'key_version_in_use',
      help: 'The version of each key that new rows have.',
      labelNames: ['kind'],
      ...fromDatabase,
    }),
    keyChangeToDo: new Gauge({
      name: 'key_change_to_do',
      help: 'Young persons that are on an older version of a key while a change of it goes on: alarm where it stands still.',
      labelNames: ['kind'],
      ...fromDatabase,
    }),
    unreadableSeals: new Counter({
      name: 'seals_unreadable_total',
      help: 'Sealed numbers that did not open, by the version of their key: alarm on this.',
      labelNames: ['key_version'],
      registers,
    }),
    issuerUnavailable: new Gauge({
      name: 'token_issuer_unavailable',
      help: '1 while the keys of an issuer of tokens cannot be fetched: alarm on this.',
      labelNames: ['issuer'],
      registers,
    }),
    tokensAccepted: new Counter({
      name: 'tokens_accepted_total',
      help: 'Tokens that were accepted: alarm where an issuer has none, and refusals.',
      labelNames: ['issuer'],
      registers,
    }),
    tokensRefused: new Counter({
      name: 'tokens_refused_total',
      help: 'Tokens that were refused, by the part of them that was refused and why: alarm where they rise at once.',
      labelNames: ['issuer', 'claim', 'reason'],
      registers,
    }),
  }
}

/** Times every answer by the pattern of its route. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests
      .labels(request.method, request.routeOptions.url ?? 'unknown', String(reply.statusCode))
      .observe(reply.elapsedTime / 1000)
  })
}
