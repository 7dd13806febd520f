import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { goByAnyClock } from './any-clock.ts'
import type { TestDatabase } from './database.ts'
import { openSql } from './open-sql.ts'

/** A PostgreSQL of a test's own, whose files may be looked at; gone afterwards. */
export interface OwnCluster {
  readonly home: string
  readonly database: TestDatabase
}

export async function ownCluster(t: Test): Promise<OwnCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'cluster-'))
  await chmod(directory, 0o711)
  const home = join(directory, 'postgres')
  const { server, serviceUrl, ownerUrl } = await openEmbeddedDatabase(home)
  await goByAnyClock(ownerUrl)
  const superuserUrl = server.url('verwijsindex')
  const sql = openSql(superuserUrl, 2)
  t.teardown(async () => {
    await sql.end({ timeout: 5 })
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return { home, database: { serviceUrl, ownerUrl, superuserUrl, sql } }
}

/** Every row of every table, as text; bytes in hex. */
export async function dumpDatabase(sql: postgres.Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)
    parts.push(name, ...rows.map(({ row }) => row))
  }
  return parts.join('\n')
}
