import type { MigrationMeta } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import { migrations } from '../migration-files.ts'
import { type Patience, patiently } from './patience.ts'

/** Makes the table in which Drizzle keeps what was applied, where it is not there yet. */
export async function makeJournal(client: postgres.Sql): Promise<void> {
  await client.unsafe(`
    create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`)
}

/** The numbers of the migrations that a database has had. */
export async function readApplied(client: postgres.Sql): Promise<Set<number>> {
  const rows = await client<
    { number: string }[]
  >`select created_at as number from drizzle.__drizzle_migrations`
  return new Set(rows.map(({ number }) => Number(number)))
}

/**
 * Applies what a database has not had, each migration whole or not at all, and never holding others up (`patience.ts`). Unlike
 * Drizzle's migrator it takes no lock along from one migration to the next, and can make an index while others write.
 */
export async function runMigrations(
  client: postgres.Sql,
  applied: ReadonlySet<number>,
  patience: Patience,
): Promise<void> {
  for (const [place, migration] of migrations.entries()) {
    if (applied.has(migration.folderMillis)) continue
    if (migration.sql.some((statement) => /\bconcurrently\b/i.test(statement)))
      await applyBeside(client, migration)
    else
      await patiently(client, patience, `Migration ${place}`, async ({ tx, execute }) => {
        for (const statement of migration.sql) await execute(statement)
        await record(tx, migration)
      })
  }
}

function record(sql: postgres.ISql, { hash, folderMillis }: MigrationMeta) {
  return sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`
}

/**
 * Statements that cannot be in a transaction, such as `create index concurrently if not exists`: each by itself, and again from
 * the first where one did not succeed. What is left of an index that was not finished is removed before.
 */
async function applyBeside(client: postgres.Sql, migration: MigrationMeta): Promise<void> {
  for (const statement of migration.sql) {
    const index = /create (?:unique )?index concurrently (?:if not exists )?"?(\w+)/i.exec(statement)?.[1]
    if (index !== undefined) await removeUnfinished(client, index)
    await client.unsafe(statement)
  }
  await record(client, migration)
}

async function removeUnfinished(client: postgres.Sql, index: string): Promise<void> {
  const [unfinished] = await client`
    select from pg_index where indexrelid = to_regclass(${`public.${index}`}) and not indisvalid`
  if (unfinished) await client`drop index concurrently ${client(index)}`
}
