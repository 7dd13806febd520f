import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { createTestDatabase } from './database.ts'
import { openSql } from './open-sql.ts'

/** A database with nothing in it, its addresses, and a look into it. */
export interface EmptyDatabase {
  readonly ownerUrl: string
  readonly serviceUrl: string
  readonly sql: postgres.Sql
}

export async function emptyDatabase(t: Test): Promise<EmptyDatabase> {
  const { superuserUrl, ownerUrl, serviceUrl } = await createTestDatabase(t)
  const admin = openSql(superuserUrl)
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin.unsafe(`create database ${name} owner verwijsindex_owner`)
  const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const sql = openSql(at(superuserUrl))
  t.teardown(async () => {
    await sql.end({ timeout: 5 })
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end({ timeout: 5 })
  })
  return { ownerUrl: at(ownerUrl), serviceUrl: at(serviceUrl), sql }
}
