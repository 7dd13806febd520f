import { join } from 'node:path'
import type { Config, Environment } from '../config.ts'
import { developmentKeys } from './keys.ts'
import { reachEmbeddedDatabase } from './open-embedded.ts'
import { developmentUrl } from './start.ts'

/** The settings of a tool of an operator that are not configured in development, and how to let go of what they name. */
export interface SettingsOfTools {
  readonly settings: Environment
  close(): Promise<void>
}

/** The embedded database with its keys, also beside an instance that runs on it. */
export async function settingsOfTools(config: Config): Promise<SettingsOfTools> {
  const { ownerUrl, close } = await reachEmbeddedDatabase(join(config.dataDirectory, 'postgres'))
  const keys = config.keys === undefined ? { KEYS_FILE: await developmentKeys(config.dataDirectory) } : {}
  return { settings: { DATABASE_OWNER_URL: ownerUrl, ...keys, PUBLIC_URL: developmentUrl(config) }, close }
}
