import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type postgres from 'postgres'
import { openEmbeddedDatabase } from '../../../src/development/open-embedded.ts'
import { generateKeys, parseKeys } from '../../../src/identity/keys.ts'
import { openSql } from '../../support/open-sql.ts'
import { makeCountry } from './make.ts'

/** The country in an embedded database of a directory of its own. */
export interface Country {
  readonly databaseUrl: string
  readonly keysFile: string
  /** As superuser. */
  readonly sql: postgres.Sql
  close(): Promise<void>
}

/** For loading much at once, and for keeping what is asked for in memory. */
const settings = { shared_buffers: '1GB', max_wal_size: '8GB' }

/** Opens the country of a directory, and makes it where there is none yet. */
export async function openCountry(
  directory: string,
  scale: number,
  tell: (line: string) => void,
): Promise<Country> {
  const home = resolve(directory)
  await mkdir(home, { recursive: true, mode: 0o711 })
  const keysFile = join(home, 'keys.json')
  const keys = parseKeys(await keysIn(keysFile))
  const { server, serviceUrl } = await openEmbeddedDatabase(join(home, 'postgres'), settings)
  const sql = openSql(server.url('verwijsindex'))
  const close = async () => {
    await sql.end({ timeout: 5 })
    await server.stop()
  }
  try {
    await makeCountry(sql, keys, scale, tell)
    return { databaseUrl: serviceUrl, keysFile, sql, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The keys of the directory, under which the young persons are indexed; made where there are none yet. */
async function keysIn(file: string): Promise<string> {
  await writeFile(file, generateKeys(false), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return readFile(file, 'utf8')
}
