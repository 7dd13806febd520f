import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { type EmbeddedPostgres, portOfRunning, startEmbeddedPostgres } from './postgres/embedded-postgres.ts'
import { unlessMissing } from './postgres/missing.ts'

const name = 'verwijsindex'

/** Addresses of one database: as the service, with the narrow role, and as the owner. */
export interface EmbeddedDatabase {
  readonly server: EmbeddedPostgres
  readonly serviceUrl: string
  readonly ownerUrl: string
}

/**
 * Starts the embedded PostgreSQL and brings the database in it up to date: a login for the owner, one for the service with
 * its narrow role, both with passwords made on the first start and kept in the data directory.
 * @param settings of the server, beyond the defaults
 * @throws where the server does not start; nothing is then left running
 */
export async function openEmbeddedDatabase(
  directory: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedDatabase> {
  const kept = join(directory, 'passwords.json')
  const madeBefore = (await stat(kept).catch(unlessMissing)) !== undefined
  const server = await startEmbeddedPostgres({ directory, settings, madeBefore })
  try {
    const passwords = await readPasswords(kept)
    const address = (user: string, password: string) =>
      `postgres://${user}:${password}@${server.host}:${server.port}/${name}`
    const ownerUrl = address('verwijsindex_owner', passwords.owner)
    await createOwner(server, passwords.owner)
    await migrateDatabase(ownerUrl, { mayReturn: true })
    await asSuperuser(server, (sql) =>
      sql.unsafe(`alter role verwijsindex_service login password '${passwords.service}'`),
    )
    return { server, ownerUrl, serviceUrl: address('verwijsindex_service', passwords.service) }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * The embedded database for a tool beside the service: the one that runs already, or else started for as long as the tool
 * needs it.
 */
export async function reachEmbeddedDatabase(
  directory: string,
): Promise<{ readonly ownerUrl: string; close(): Promise<void> }> {
  const port = await portOfRunning(directory)
  if (port === undefined) {
    const { ownerUrl, server } = await openEmbeddedDatabase(directory)
    return { ownerUrl, close: () => server.stop() }
  }
  const { owner } = await readPasswords(join(directory, 'passwords.json'))
  return {
    ownerUrl: `postgres://verwijsindex_owner:${owner}@127.0.0.1:${port}/${name}`,
    close: async () => {},
  }
}

async function createOwner(server: EmbeddedPostgres, password: string): Promise<void> {
  await asSuperuser(server, async (sql) => {
    const [role] = await sql`select from pg_roles where rolname = 'verwijsindex_owner'`
    if (!role) await sql.unsafe('create role verwijsindex_owner login createrole')
    await sql.unsafe(`alter role verwijsindex_owner password '${password}'`)
    const [database] = await sql`select from pg_database where datname = ${name}`
    if (!database) await sql.unsafe(`create database ${name} owner verwijsindex_owner`)
  })
}

async function asSuperuser(
  server: EmbeddedPostgres,
  work: (sql: postgres.Sql) => PromiseLike<unknown>,
): Promise<void> {
  const sql = postgres(server.url('postgres'), { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function readPasswords(path: string): Promise<{ owner: string; service: string }> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const passwords = { owner: randomBytes(24).toString('hex'), service: randomBytes(24).toString('hex') }
    await writeFile(path, JSON.stringify(passwords), { mode: 0o600 })
    return passwords
  }
}
