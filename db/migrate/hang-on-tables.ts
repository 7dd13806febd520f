import type postgres from 'postgres'
import { readFunctionFiles } from '../function-files.ts'
import { functionSchema } from '../function-schema.ts'
import { load } from './make-functions.ts'
import { type Patience, patiently } from './patience.ts'
import { recordVersion } from './versions.ts'

/**
 * Replaces what hangs on tables (triggers, policies, checks and rights) by that of this version, and with that makes it the newest.
 * All versions that run share them, so they are replaced in one transaction and never absent.
 */
export async function hangOnTables(
  client: postgres.Sql,
  migration: number,
  patience: Patience,
): Promise<void> {
  await patiently(client, patience, 'Making this version the newest', async ({ tx, execute }) => {
    const hung = await readHung(tx)
    // All locks at once and first: what comes after them takes milliseconds.
    if (hung.tables.length > 0)
      await execute(`set local statement_timeout = 400; lock table ${hung.tables.join(', ')}`)
    await tx.unsafe('set local statement_timeout = 0')
    for (const drop of hung.drops) await tx.unsafe(drop)
    await tx.unsafe(`set local search_path = ${functionSchema}, public`)
    for (const { name, text } of readFunctionFiles().onTables) await load(tx, name, text)
    await recordVersion(tx, functionSchema, migration)
  })
}

/** The tables on which something hangs, and how to take off what can be taken off by name. */
async function readHung(tx: postgres.TransactionSql): Promise<{ tables: string[]; drops: string[] }> {
  const rows = await tx<{ name: string; drop: string }[]>`
    select tgrelid::regclass::text as name, format('drop trigger %I on %s', tgname, tgrelid::regclass) as drop
      from pg_trigger join pg_class c on c.oid = tgrelid
     where c.relnamespace = 'public'::regnamespace and not tgisinternal
     union all
    select polrelid::regclass::text, format('drop policy %I on %s', polname, polrelid::regclass)
      from pg_policy join pg_class c on c.oid = polrelid
     where c.relnamespace = 'public'::regnamespace
     order by 1`
  return { tables: [...new Set(rows.map(({ name }) => name))], drops: rows.map(({ drop }) => drop) }
}
