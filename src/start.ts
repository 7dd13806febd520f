import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { findUnfitness } from '../db/checks.ts'
import { openDatabase } from '../db/driver/client.ts'
import { migrateDatabase } from '../db/migrate.ts'
import type { Config } from './config.ts'
import { loadDemonstration } from './development/demonstration/load.ts'
import { systemClock } from './ground/calendar.ts'
import { readKeys } from './identity/read-keys.ts'
import { type Ledger, openLedger } from './retention/ledger/open-ledger.ts'
import { compareLedger, replayEntries } from './retention/ledger/replay-ledger.ts'
import { steadyClock } from './retention/steady-clock.ts'
import { createService, type Service } from './service.ts'

/** A started service, and what must be closed with it. */
export interface Started {
  readonly url: string
  readonly service: Service
  /** Where received mail lies, in the embedded default. */
  readonly mailbox: string | null
  close(): Promise<void>
}

type Closing = () => Promise<void>

/**
 * Starts the service as the configuration says: what was not configured is made on the spot in development mode, and refused in
 * production mode.
 * @throws Error that says what is missing or unfit; nothing is then left running
 */
export async function start(config: Config, log: FastifyBaseLogger): Promise<Started> {
  const closings: Closing[] = []
  const closeAll = async () => {
    for (const close of closings.splice(0).reverse()) await close()
  }
  try {
    if (!config.production) await mkdir(config.dataDirectory, { recursive: true, mode: 0o711 })
    const keys = await readKeys(config)
    const databaseUrl = await openStorage(config, closings)
    if (config.production) await refuseUnfit(databaseUrl, config)
    const ledger = await openOwnLedger(databaseUrl, config, log)
    closings.push(() => ledger.close())
    const mailbox = config.mail.url === undefined ? await openOwnMailbox(config, closings) : undefined
    const issuers = config.issuers ?? [await developmentIssuer(config)]
    const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
    const service = await createService({
      ...config,
      ...config.database,
      databaseUrl,
      keys,
      issuers,
      publicUrl,
      portalUrl: config.portalUrl ?? publicUrl,
      sealing: true,
      // The service goes by the clock of the machine, which may be set while it runs.
      retention: { ...config.retention, steady: steadyClock(systemClock) },
      ledger,
      mail: { url: mailbox?.url ?? config.mail.url ?? '', from: config.mail.from },
      log,
    })
    closings.push(() => service.close())
    const url = await service.listen({ host: config.host, port: config.port }, config.operations)
    return { url, service, mailbox: mailbox?.directory ?? null, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function openStorage(config: Config, closings: Closing[]): Promise<string> {
  const { url, ownerUrl } = config.database
  if (url === undefined) {
    const { openEmbeddedDatabase } = await import('./development/open-embedded.ts')
    const embedded = await openEmbeddedDatabase(join(config.dataDirectory, 'postgres'))
    closings.push(() => embedded.server.stop())
    await loadDemonstration(embedded.ownerUrl)
    return embedded.serviceUrl
  }
  if (ownerUrl !== undefined || !config.production) await migrateDatabase(ownerUrl ?? url)
  if (!config.production) await loadDemonstration(ownerUrl ?? url)
  return url
}

/**
 * The ledger of destructions, once what it has has been carried out on a database that does not know it: whoever was destroyed
 * is not there when anybody can ask.
 */
async function openOwnLedger(url: string, config: Config, log: FastifyBaseLogger): Promise<Ledger> {
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

async function openOwnMailbox(config: Config, closings: Closing[]) {
  const { openMailbox } = await import('./development/mailbox.ts')
  const mailbox = await openMailbox(join(config.dataDirectory, 'mailbox'))
  closings.push(() => mailbox.close())
  return mailbox
}

async function developmentIssuer(config: Config) {
  const { openDevelopmentIssuer } = await import('./development/issuer.ts')
  return openDevelopmentIssuer(config.dataDirectory)
}

/** Before the service is made: nothing of it may touch, or tell anybody of, what is in an unfit database. */
async function refuseUnfit(url: string, config: Config): Promise<void> {
  const { queryDeadline } = config.database
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline,
    applicationName: 'verwijsindex-checks',
  })
  const unfitness = await findUnfitness(database, systemClock()).finally(() => database.close())
  if (unfitness.length > 0)
    throw new Error(`The database is not fit for production:\n  ${unfitness.join('\n  ')}`)
}
