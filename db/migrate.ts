import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { functionSchema } from './function-schema.ts'

const migrations = fileURLToPath(new URL('./migrations', import.meta.url))
const functions = new URL('./functions/', import.meta.url)

/**
 * Advisory lock that lets one process migrate at a time, also where several instances start together: `migration_lock` of
 * `db/functions/locks.sql`, which is not there yet.
 */
const migrationLock = 7113

/**
 * Brings a database up to date: the tables by numbered migrations, then the functions and the grants, which are
 * made anew as a whole whenever one of their files has changed. Safe to repeat and to run from several processes.
 * @param url a role that owns the database and may create roles
 * @throws whatever PostgreSQL answers; nothing is then half done
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'verwijsindex-migrate' },
  })
  try {
    await client`select pg_advisory_lock(${migrationLock})`
    await createServiceRole(client)
    await migrate(drizzle(client), { migrationsFolder: migrations })
    await applyFunctions(client)
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Whoever makes the role may act as it: from PostgreSQL 16 on that has to be said. */
async function createServiceRole(client: postgres.Sql): Promise<void> {
  await client.unsafe(`do $$ begin
    create role verwijsindex_service nologin;
    grant verwijsindex_service to current_user;
  exception when duplicate_object or unique_violation then null;
  end $$`)
}

/** Those at the top, on which all others rest, come first; then by the name of the file, in any folder: `zz_` comes last. */
async function functionFiles(): Promise<string[]> {
  const files = await readdir(functions, { recursive: true })
  const place = (name: string) => `${dirname(name) === '.' ? 0 : 1}${basename(name)}`
  return files.filter((name) => name.endsWith('.sql')).sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

async function applyFunctions(client: postgres.Sql): Promise<void> {
  const texts = await Promise.all(
    (await functionFiles()).map((name) => readFile(new URL(name, functions), 'utf8')),
  )
  const digest = createHash('sha256').update(texts.join('\0')).digest('hex')
  await client.begin(async (tx) => {
    await tx.unsafe(`create schema if not exists ${functionSchema}`)
    const [current] = await tx`select obj_description(${functionSchema}::regnamespace) as digest`
    if (current?.digest === digest) return
    await tx.unsafe(
      `drop schema ${functionSchema} cascade; create schema ${functionSchema}; set local search_path = ${functionSchema}, public`,
    )
    for (const text of texts) await tx.unsafe(text)
    await tx.unsafe(`comment on schema ${functionSchema} is '${digest}'`)
  })
}
