import { readFile } from 'node:fs/promises'
import type postgres from 'postgres'
import { openSql } from './open-sql.ts'

/** Lets the daily work of a database go by the clock that a test sets, which only its owner can. */
export async function goByAnyClock(ownerUrl: string): Promise<void> {
  const sql = openSql(ownerUrl)
  try {
    await sql`create or replace function apart_from_database(p_now timestamptz) returns boolean
                language sql volatile as 'select false'`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Has a database hold clocks beside its own again, as it does outside of tests. */
export async function goByOwnClock(sql: postgres.Sql): Promise<void> {
  const text = await readFile(
    new URL('../../db/functions/retention/apart_from_database.sql', import.meta.url),
    'utf8',
  )
  const created = text.replace('create function ', 'create or replace function ')
  await sql.unsafe(created)
}
