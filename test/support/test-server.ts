import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { startEmbeddedPostgres } from '../../src/development/postgres/embedded-postgres.ts'
import { goByAnyClock } from './any-clock.ts'

/** Addresses on the PostgreSQL that the tests share; `template` is migrated and empty, to be cloned. */
export interface TestServer {
  readonly superuserUrl: string
  readonly ownerUrl: string
  readonly serviceUrl: string
  readonly template: string
}

const directory = resolve('.data/test')
const file = join(directory, 'server.json')
const postgresDirectory = join(directory, 'postgres')

/** The server, where this process started it: a file that is run by itself. */
let own: { stop(): Promise<void> } | undefined

/** Starts the shared server afresh and leaves it running for the test files. */
export async function startTestServer(): Promise<TestServer> {
  if (existsSync(postgresDirectory)) await stopTestServer()
  await mkdir(directory, { recursive: true })
  const { server, ownerUrl, serviceUrl } = await openEmbeddedDatabase(postgresDirectory)
  own = server
  await goByAnyClock(ownerUrl)
  const found = { superuserUrl: server.url('postgres'), ownerUrl, serviceUrl, template: 'verwijsindex' }
  await writeFile(file, JSON.stringify(found), { mode: 0o600 })
  return found
}

/** Stops the shared server and removes what it kept. */
export async function stopTestServer(): Promise<void> {
  const server = own ?? (await startEmbeddedPostgres({ directory: postgresDirectory }))
  own = undefined
  await server.stop()
  // Where the server's user cannot enter this folder, its cluster lies elsewhere, and a signpost says where.
  const elsewhere = await readFile(join(postgresDirectory, 'cluster-location'), 'utf8').catch(() => '')
  if (elsewhere.trim() !== '') await rm(elsewhere.trim(), { recursive: true, force: true })
  await rm(directory, { recursive: true, force: true })
}

/** The shared server, where the runner started one. */
export async function findTestServer(): Promise<TestServer | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestServer
  } catch {
    return undefined
  }
}
