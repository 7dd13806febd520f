import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import type { Test } from 'tap'
import { openSql } from './open-sql.ts'
import { findTestServer, startTestServer, stopTestServer, type TestServer } from './test-server.ts'

/** A database of a test's own: empty, migrated, gone afterwards. */
export interface TestDatabase {
  readonly serviceUrl: string
  readonly ownerUrl: string
  readonly superuserUrl: string
  /** As superuser, to look at what is stored. */
  readonly sql: postgres.Sql
}

/** Clones the template on the shared server, or on one of its own where a file is run by itself. */
export async function createTestDatabase(t: Test): Promise<TestDatabase> {
  const server = (await findTestServer()) ?? (await ownServer(t))
  const name = `test_${randomBytes(6).toString('hex')}`
  // Copying files takes half the processor time of writing each page to the log of changes, which nobody replays here.
  await asSuperuser(server, (sql) =>
    sql.unsafe(
      `create database ${name} template ${server.template} owner verwijsindex_owner strategy file_copy`,
    ),
  )
  const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const sql = openSql(at(server.superuserUrl), 2)
  t.teardown(async () => {
    await sql.end({ timeout: 5 })
    await asSuperuser(server, (admin) => admin.unsafe(`drop database ${name} with (force)`))
  })
  return {
    serviceUrl: at(server.serviceUrl),
    ownerUrl: at(server.ownerUrl),
    superuserUrl: at(server.superuserUrl),
    sql,
  }
}

async function ownServer(t: Test): Promise<TestServer> {
  const server = await startTestServer()
  t.teardown(stopTestServer)
  return server
}

async function asSuperuser(
  server: TestServer,
  work: (sql: postgres.Sql) => PromiseLike<unknown>,
): Promise<void> {
  const sql = openSql(server.superuserUrl)
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
