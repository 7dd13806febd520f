import { join } from 'node:path'
import type { Config } from '../config.ts'

/**
 * The database as its owner, for tools that an operator runs: the one configured, or the embedded one, also beside an instance
 * that runs on it.
 */
export async function ownerOfDatabase(config: Config): Promise<{ url: string; close(): Promise<void> }> {
  const url = config.database.ownerUrl ?? config.database.url
  if (url !== undefined) return { url, close: async () => {} }
  const { reachEmbeddedDatabase } = await import('../development/open-embedded.ts')
  const { ownerUrl, close } = await reachEmbeddedDatabase(join(config.dataDirectory, 'postgres'))
  return { url: ownerUrl, close }
}
