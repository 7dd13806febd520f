import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import type { Config } from '../config.ts'
import { type Started, start } from '../start.ts'
import { attempt, migrating } from '../startup/attempt.ts'
import { loadDemonstration } from './demonstration/load.ts'
import { openDevelopmentIssuer } from './issuer.ts'
import { developmentKeys } from './keys.ts'
import { openMailbox } from './mailbox.ts'
import { openEmbeddedDatabase } from './open-embedded.ts'

/** A started service with the parts that were made for it. */
export interface StartedDevelopment extends Started {
  /** The directory in which received mail lies; null where a mail server is configured. */
  readonly mailbox: string | null
}

type Closing = () => Promise<void>

/**
 * Starts the service in development mode. Each part that is not configured is made in the data directory: keys, PostgreSQL, the
 * demonstration region, a mailbox and an issuer of tokens.
 * @throws Error that says what is missing or unfit; nothing is then left running
 */
export async function startDevelopment(config: Config, log: FastifyBaseLogger): Promise<StartedDevelopment> {
  const closings: Closing[] = []
  const closeAll = async () => {
    for (const close of closings.splice(0).reverse()) await close()
  }
  const { dataDirectory } = config
  try {
    const opening = { what: 'open the data directory', where: dataDirectory, setting: 'DATA_DIRECTORY' }
    await attempt(opening, () => mkdir(dataDirectory, { recursive: true, mode: 0o711 }))
    const keys = config.keys ?? { file: await attempt(opening, () => developmentKeys(dataDirectory)) }
    const url = await openDatabase(config, closings)
    const mailbox =
      config.mail.url === undefined ? await openMailbox(join(dataDirectory, 'mailbox')) : undefined
    if (mailbox) closings.push(() => mailbox.close())
    const publicUrl = developmentUrl(config)
    const started = await start(
      {
        ...config,
        keys,
        database: { ...config.database, url, ownerUrl: undefined },
        issuers: config.issuers ?? [await openDevelopmentIssuer(dataDirectory)],
        publicUrl,
        portalUrl: config.portalUrl ?? publicUrl,
        mail: { ...config.mail, url: mailbox?.url ?? config.mail.url ?? '' },
      },
      log,
    )
    closings.push(() => started.close())
    return { ...started, mailbox: mailbox?.directory ?? null, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The address of the API where none is configured. */
export function developmentUrl({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${host}:${port}`
}

/** The database that is configured, or else an embedded one; with its tables and the demonstration in it. */
async function openDatabase({ database, dataDirectory }: Config, closings: Closing[]): Promise<string> {
  if (database.url === undefined) {
    const directory = join(dataDirectory, 'postgres')
    const opening = { what: 'open the database', where: directory, setting: 'DATA_DIRECTORY' }
    const embedded = await attempt(opening, () => openEmbeddedDatabase(directory))
    closings.push(() => embedded.server.stop())
    await loadDemonstration(embedded.ownerUrl)
    return embedded.serviceUrl
  }
  const ownerUrl = database.ownerUrl ?? database.url
  await attempt(migrating(ownerUrl), () => migrateDatabase(ownerUrl, { mayReturn: true }))
  await loadDemonstration(ownerUrl)
  return database.url
}
