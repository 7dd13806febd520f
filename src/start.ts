import type { FastifyBaseLogger } from 'fastify'
import { openDatabase } from '../db/driver/client.ts'
import { migrateDatabase } from '../db/migrate/migrate-database.ts'
import type { CompleteConfig } from './config/complete-config.ts'
import { systemClock } from './ground/calendar.ts'
import { openLedger } from './retention/ledger/open-ledger.ts'
import { type LedgerComparison, replayEntries } from './retention/ledger/replay-ledger.ts'
import { steadyClock } from './retention/steady-clock.ts'
import { createService, type Service } from './service.ts'
import { attempt, connecting, migrating } from './startup/attempt.ts'
import { openProbing } from './startup/check-writable.ts'
import { type Check, type CheckContext, lineOf } from './startup/checks/check.ts'
import { longestReplay } from './startup/checks/ledger.ts'
import { refuseFaulty, runChecks } from './startup/checks/run-checks.ts'
import { checksBeforeMigrating, checksBeforeOpening, checksBesides } from './startup/checks/table.ts'

/** A started service, and what must be closed with it. */
export interface Started {
  readonly url: string
  readonly service: Service
  close(): Promise<void>
}

/**
 * Starts the service by a complete configuration: tries what it names, brings the database up to date where its owner is configured,
 * replays the ledger, and listens. What may be away for a while is tried once it listens, and told in the log.
 * @throws Error that says what is missing or unfit, and what to do; nothing is then left running
 */
export async function start(config: CompleteConfig, log: FastifyBaseLogger): Promise<Started> {
  const closing = new AbortController()
  const context: CheckContext = {
    settings: { config, faults: [], remarks: [] },
    config,
    clock: systemClock,
    looksOnly: false,
    signal: closing.signal,
    probing: openProbing(),
    held: {},
  }
  const { url: databaseUrl, ownerUrl } = config.database
  await tryAll(checksBeforeMigrating, context, log)
  if (ownerUrl !== undefined)
    await attempt(migrating(ownerUrl), () =>
      migrateDatabase(ownerUrl, { onWait: (message) => log.warn(message) }),
    )
  await tryAll(checksBeforeOpening, context, log)
  const { keys, ledger: compared } = context.held
  if (!keys || !compared) throw new Error('the checks of the start left no keys, or no ledger')
  await attempt(connecting(databaseUrl), () => replay(databaseUrl, compared, log))
  const ledger = config.rehearsal ? undefined : openLedger(config.ledger, compared.files, compared.latest)
  let service: Service | undefined
  const close = async () => {
    closing.abort()
    await service?.close()
    await ledger?.close()
  }
  try {
    service = await createService({
      ...config,
      ...config.database,
      databaseUrl,
      keys,
      // What the copy would sign is not what the service signed at that size.
      sealing: !config.rehearsal,
      // The service goes by the clock of the machine, which may be set while it runs.
      retention: { ...config.retention, steady: steadyClock(systemClock) },
      ledger,
      log,
    })
    const url = await listen(service, config)
    if (config.rehearsal)
      log.warn(
        'a rehearsal: nobody is told, nothing is changed outside this copy of the database, and nobody may change it',
      )
    if (config.production)
      void tryAll(checksBesides, context, log).catch((error: Error) =>
        log.warn({ error: error.name }, 'not everything was checked'),
      )
    return { url, service, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Tries checks and tells of them in the log, a line each; in development of those alone that are no good. */
async function tryAll(
  checks: readonly Check[],
  context: CheckContext,
  log: FastifyBaseLogger,
): Promise<void> {
  const found = await runChecks(checks, context)
  if (context.signal.aborted) return
  for (const finding of found) {
    const { outcome, check, setting, where } = finding
    if (outcome !== 'ok') log.warn({ check, outcome, setting, where }, lineOf(finding))
    else if (context.config.production) log.info({ check, outcome, setting, where }, lineOf(finding))
  }
  refuseFaulty(found, context.config.production)
}

/** Both listen, or neither: where the port of one is taken, the error says which it is. */
async function listen(service: Service, { host, port, operations }: CompleteConfig): Promise<string> {
  try {
    return await service.listen({ host, port }, operations)
  } catch (error) {
    const isOperations = (error as { port?: number }).port === operations.port
    const at = isOperations ? operations : { host, port }
    const step = {
      what: 'listen',
      where: `${at.host}:${at.port}`,
      setting: isOperations ? 'OPERATIONS_PORT' : 'PORT',
    }
    return attempt(step, () => Promise.reject(error))
  }
}

/** Carries out again what the ledger has: somebody who was destroyed is not there when anybody can ask (R8, R11, R13). */
async function replay(url: string, { unknown }: LedgerComparison, log: FastifyBaseLogger): Promise<void> {
  if (unknown.length === 0) return
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: longestReplay,
    applicationName: 'verwijsindex-ledger',
  })
  try {
    const replayed = await replayEntries(database, unknown, systemClock())
    if (replayed > 0) log.warn({ replayed }, 'carried out again what the ledger of destructions has')
  } finally {
    await database.close()
  }
}
