import type postgres from 'postgres'
import { schemaOf } from '../function-schema.ts'

/** The functions of one version, in the order in which the versions came. */
export interface KnownVersion {
  readonly number: number
  /** The schema in which its functions stand, or stood. */
  readonly schema: string
  readonly present: boolean
}

/** The schema of a version from before versions had one each. */
export const firstSchema = 'functions'

/**
 * Makes the table of versions, where it is not there yet. The service reads it to see whether the database suits it. What was there
 * before the table was is the first version.
 */
export async function makeVersions(client: postgres.Sql): Promise<void> {
  await client.unsafe(`
    create table if not exists drizzle.service_version (
      number int generated always as identity primary key,
      functions text not null unique,
      last_migration bigint not null,
      arrived_at timestamptz not null default now());
    grant usage on schema drizzle to verwijsindex_service;
    grant select on drizzle.service_version to verwijsindex_service;
    insert into drizzle.service_version (functions, last_migration)
      select '${firstSchema}', (select max(created_at) from drizzle.__drizzle_migrations)
       where to_regnamespace('${firstSchema}') is not null and not exists (select from drizzle.service_version)`)
}

/** The versions that a database has had, newest first. */
export function readVersions(sql: postgres.ISql): Promise<KnownVersion[]> {
  return sql<KnownVersion[]>`
    select number, functions as schema,
           exists (select from pg_proc where pronamespace = to_regnamespace(functions)) as present
      from drizzle.service_version order by number desc`
}

/** Records that a version is the newest, as of its last migration. */
export async function recordVersion(sql: postgres.ISql, schema: string, migration: number): Promise<void> {
  await sql`delete from drizzle.service_version where functions = ${schema}`
  await sql`insert into drizzle.service_version (functions, last_migration) values (${schema}, ${migration})`
}

/** Records that the newest version has had more migrations. */
export async function recordMigration(sql: postgres.ISql, schema: string, migration: number): Promise<void> {
  await sql`
    update drizzle.service_version set last_migration = ${migration}
     where functions = ${schema} and last_migration < ${migration}`
}

/** The schemas of the versions of which a session is open, and how many there are. Everybody is shown how a session is called. */
export async function readVersionsInUse(sql: postgres.ISql): Promise<Map<string, number>> {
  const rows = await sql<{ name: string; sessions: number }[]>`
    select application_name as name, count(*)::int as sessions from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'verwijsindex%'
     group by application_name`
  const inUse = new Map<string, number>()
  for (const { name, sessions } of rows) {
    const schema = schemaOfSession(name)
    if (schema !== undefined) inUse.set(schema, (inUse.get(schema) ?? 0) + sessions)
  }
  return inUse
}

function schemaOfSession(name: string): string | undefined {
  const [, digest] = /\/([0-9a-f]{12})$/.exec(name) ?? []
  if (digest !== undefined) return schemaOf(digest)
  return name === 'verwijsindex-migrate' ? undefined : firstSchema
}

/**
 * Drops the functions of versions that are neither the newest nor the one before it, and of which no session is open.
 * @returns their schemas
 */
export async function dropUnused(client: postgres.Sql): Promise<string[]> {
  const inUse = await readVersionsInUse(client)
  const [, , ...older] = (await readVersions(client)).filter(({ present }) => present)
  const unused = older.map(({ schema }) => schema).filter((schema) => !inUse.has(schema))
  for (const schema of unused) {
    await refuseDependents(client, schema)
    if (schema === firstSchema) await empty(client, schema)
    else await client.unsafe(`drop schema ${schema} cascade`)
  }
  return unused
}

/** Nothing but the functions themselves may go: policies and triggers rest on those of the newest version. */
async function refuseDependents(client: postgres.Sql, schema: string): Promise<void> {
  const found = await client<{ what: string }[]>`
    select pg_describe_object(d.classid, d.objid, d.objsubid) as what
      from pg_depend d join pg_proc p on d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
     where p.pronamespace = ${schema}::regnamespace
       and d.classid in ('pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)`
  if (found.length > 0)
    throw new Error(
      `${schema} is not dropped, since something rests on it: ${found.map(({ what }) => what).join(', ')}`,
    )
}

/**
 * A version from before versions had a schema each makes its functions and policies anew, over those of newer ones, where the
 * schema is not there or has another comment. So it stays, empty, with the comment that it had.
 */
async function empty(client: postgres.Sql, schema: string): Promise<void> {
  await client.begin(async (tx) => {
    const [{ comment } = { comment: null }] = await tx<{ comment: string | null }[]>`
      select obj_description(${schema}::regnamespace) as comment`
    await tx.unsafe(`drop schema ${schema} cascade; create schema ${schema}`)
    if (comment !== null) await tx.unsafe(`comment on schema ${schema} is '${comment.replaceAll("'", "''")}'`)
  })
}
