import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'
import { findUnfitness } from '../db/checks.ts'
import { type Database, openDatabase } from '../db/driver/client.ts'
import { migrateDatabase } from '../db/migrate/migrate-database.ts'
import { refuseOtherVersion } from '../db/readiness.ts'
import type { CompleteConfig } from './config/complete-config.ts'
import { systemClock } from './ground/calendar.ts'
import type { Keys } from './identity/keys.ts'
import { readKeys } from './identity/read-keys.ts'
import { refuseForeignKeys } from './identity/refuse-foreign-keys.ts'
import { isLogbookSignedBy } from './logbook/signed-by.ts'
import { type Ledger, openLedger } from './retention/ledger/open-ledger.ts'
import { compareLedger, replayEntries } from './retention/ledger/replay-ledger.ts'
import { steadyClock } from './retention/steady-clock.ts'
import { createService, type Service } from './service.ts'
import { attempt, connecting, migrating, readingKeys } from './startup/attempt.ts'
import { checkWritable } from './startup/check-writable.ts'

/** A started service, and what must be closed with it. */
export interface Started {
  readonly url: string
  readonly service: Service
  close(): Promise<void>
}

/**
 * Starts the service by a complete configuration: brings the database up to date where its owner is configured, replays the ledger, and listens.
 * @throws Error that says what is missing or unfit; nothing is then left running
 */
export async function start(config: CompleteConfig, log: FastifyBaseLogger): Promise<Started> {
  const keys = await attempt(readingKeys(config.keys), () => readKeys(config.keys, config.production))
  const { url: databaseUrl, ownerUrl } = config.database
  if (ownerUrl !== undefined)
    await attempt(migrating(ownerUrl), () =>
      migrateDatabase(ownerUrl, { onWait: (message) => log.warn(message) }),
    )
  await attempt(connecting(databaseUrl), () => checkDatabase(databaseUrl, config, keys))
  await checkDirectories(config)
  const ledger = await openOwnLedger(databaseUrl, config, log)
  let service: Service | undefined
  const close = async () => {
    await service?.close()
    await ledger.close()
  }
  try {
    service = await createService({
      ...config,
      ...config.database,
      databaseUrl,
      keys,
      sealing: true,
      // The service goes by the clock of the machine, which may be set while it runs.
      retention: { ...config.retention, steady: steadyClock(systemClock) },
      ledger,
      log,
    })
    const url = await listen(service, config)
    return { url, service, close }
  } catch (error) {
    await close()
    throw error
  }
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

/** The directories outside the database can be written, before anything is that belongs in them. */
async function checkDirectories({ ledger, witness }: CompleteConfig): Promise<void> {
  await checkWritable('DESTRUCTION_LEDGER', ledger)
  if (witness.protocol === 'file:') await checkWritable('LOGBOOK_WITNESS', fileURLToPath(witness))
}

/**
 * The ledger of destructions, once what it has has been carried out on a database that does not know it: somebody who was destroyed
 * is not there when anybody can ask.
 */
async function openOwnLedger(url: string, config: CompleteConfig, log: FastifyBaseLogger): Promise<Ledger> {
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: longestReplay,
    applicationName: 'verwijsindex-ledger',
  })
  try {
    const { files, faults, missing, unknown, latest } = await compareLedger(database, config.ledger)
    if (faults.length > 0 || missing > 0) {
      const what = `The ledger of destructions is not whole: ${faults.length} faults, ${missing} destructions missing`
      if (config.production) throw new Error(`${what}. See \`npm run ledger -- verify\`.`)
      log.warn({ faults: faults.length, missing }, 'the ledger of destructions is not whole')
    }
    const replayed = await replayEntries(database, unknown, systemClock())
    if (replayed > 0) log.warn({ replayed }, 'carried out again what the ledger of destructions has')
    return openLedger(config.ledger, files, latest)
  } finally {
    await database.close()
  }
}

/** ms that one step of it may take: a pass over all young persons of the country is one. */
const longestReplay = 10 * 60_000

/** Before the service is made: nothing of it may touch, or tell anybody of, what is in an unfit database, or in one of other keys. */
async function checkDatabase(url: string, config: CompleteConfig, keys: Keys): Promise<void> {
  const { queryDeadline } = config.database
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline,
    applicationName: 'verwijsindex-checks',
  })
  try {
    await refuseOtherVersion(database)
    if (config.production) await refuseUnfit(database)
    await refuseForeignKeys(database, keys, systemClock(), () => isLogbookSignedBy(database, keys.logbook))
  } finally {
    await database.close()
  }
}

async function refuseUnfit(database: Database): Promise<void> {
  const unfitness = await findUnfitness(database, systemClock())
  if (unfitness.length > 0)
    throw new Error(`The database is not fit for production:\n  ${unfitness.join('\n  ')}`)
}
