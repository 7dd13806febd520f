import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { freemem } from 'node:os'
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
/** Says where the cluster lies; there before the cluster is. */
const signpost = join(directory, 'cluster')

/** The server, where this process started it: a file that is run by itself. */
let own: { stop(): Promise<void> } | undefined

/** Starts the shared server afresh and leaves it running for the test files. */
export async function startTestServer(): Promise<TestServer> {
  if (existsSync(signpost)) await stopTestServer()
  await mkdir(directory, { recursive: true })
  const cluster = await makePlace()
  await writeFile(signpost, cluster)
  const { server, ownerUrl, serviceUrl } = await openEmbeddedDatabase(cluster)
  own = server
  await goByAnyClock(ownerUrl)
  const found = { superuserUrl: server.url('postgres'), ownerUrl, serviceUrl, template: 'verwijsindex' }
  await writeFile(file, JSON.stringify(found), { mode: 0o600 })
  return found
}

/** Stops the shared server and removes what it kept. */
export async function stopTestServer(): Promise<void> {
  const cluster = await readFile(signpost, 'utf8')
  const server = own ?? (await startEmbeddedPostgres({ directory: cluster }))
  own = undefined
  await server.stop()
  // Where the server's user cannot enter this folder, its cluster lies elsewhere, and a signpost says where.
  const elsewhere = await readFile(join(cluster, 'cluster-location'), 'utf8').catch(() => '')
  if (elsewhere.trim() !== '') await rm(elsewhere.trim(), { recursive: true, force: true })
  await rm(cluster, { recursive: true, force: true })
  await rm(directory, { recursive: true, force: true })
}

/** A file system in memory, as Linux has it. */
const memory = '/dev/shm'
/** Bytes: many times what the databases of tests that run at once take, with the log of changes. */
const enough = 8 * 2 ** 30

/**
 * In memory where there is plenty: to make and drop a database for each test, PostgreSQL waits for the disk again and again. What is
 * tested about disks and crashes has servers of its own.
 */
async function makePlace(): Promise<string> {
  const free = await statfs(memory).then(
    ({ bavail, bsize }) => Math.min(bavail * bsize, freemem()),
    () => 0,
  )
  if (free < enough) return join(directory, 'postgres')
  const place = join(memory, `verwijsindex-test-${randomUUID()}`)
  await mkdir(place)
  return place
}

/** The shared server, where the runner started one. */
export async function findTestServer(): Promise<TestServer | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestServer
  } catch {
    return undefined
  }
}
