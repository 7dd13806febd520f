import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { generateKeys, type Keys, parseKeys } from './keys.ts'

/**
 * The keys as the configuration says; in development mode they are made where there are none yet.
 * @throws Error where they are not usable, or those of a demonstration in production
 */
export async function readKeys(config: Config): Promise<Keys> {
  const keys = parseKeys(await keysText(config))
  if (config.production && keys.demonstration) throw new Error('KEYS: these are keys of a demonstration')
  return keys
}

async function keysText({ keys, dataDirectory }: Config): Promise<string> {
  if (keys?.json !== undefined) return keys.json
  if (keys?.file !== undefined) return readFile(keys.file, 'utf8')
  const file = join(dataDirectory, 'keys.json')
  await writeFile(file, generateKeys(true), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return readFile(file, 'utf8')
}
