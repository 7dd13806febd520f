import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, appendFile, chown, readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { bareEnvironment } from '../../src/development/postgres/command.ts'
import { chooseRunAs, isRoot } from '../../src/development/postgres/run-as.ts'
import { goByAnyClock } from './any-clock.ts'
import type { TestDatabase } from './database.ts'
import { ownDirectory } from './directory.ts'
import { openSql } from './open-sql.ts'

/** A PostgreSQL of the system with all its tools, as an operator has it; the embedded one brings the server alone. */
export interface SystemPostgres {
  readonly version: string
  readonly database: TestDatabase
  /** Runs one of its tools against the database, as the owner; answers with what it wrote. */
  tool(name: 'pg_dump' | 'pg_restore' | 'psql', ...args: string[]): Promise<Buffer>
  /** Where its files are, and something else that its user may write to. */
  readonly data: string
  readonly directory: string
  readonly port: number
  /** Runs any program as the user of the server. */
  run(program: string, args: readonly string[]): Promise<Buffer>
  start(): Promise<void>
  stop(): Promise<void>
}

const folders = '/usr/lib/postgresql'
const needed = ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore', 'psql']

/** Where the newest such PostgreSQL is, if there is one. */
export async function findSystemPostgres(): Promise<string | undefined> {
  const versions = (await readdir(folders).catch(() => [])).sort((a, b) => Number(b) - Number(a))
  for (const version of versions.filter((name) => Number(name) >= 15)) {
    const bin = join(folders, version, 'bin')
    const found = await Promise.all(
      needed.map((name) =>
        access(join(bin, name)).then(
          () => true,
          () => false,
        ),
      ),
    )
    if (found.every(Boolean)) return bin
  }
  return undefined
}

/** A server of its own from it, with a migrated database; gone afterwards. */
export async function startSystemPostgres(
  t: Test,
  bin: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<SystemPostgres> {
  const directory = await ownDirectory(t, 'system-postgres')
  const as = isRoot() ? await chooseRunAs([]) : undefined
  if (as) await chown(directory, as.uid, as.gid)
  const data = join(directory, 'data')
  const port = await freePort()
  const run = async (name: string, args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(resolve(bin, name), [...args], {
      ...as,
      cwd: directory,
      env: bareEnvironment(),
      encoding: 'buffer',
      maxBuffer: 1 << 30,
    })
    return stdout
  }
  await run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C'])
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: directory, port, ...settings }
  await appendFile(
    join(data, 'postgresql.conf'),
    Object.entries(all)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  )
  const start = async () =>
    void (await run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), 'start']))
  const stop = async () => void (await run('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']))
  await start()
  const superuserUrl = `postgres://postgres@127.0.0.1:${port}/verwijsindex`
  t.teardown(async () => {
    await sql.end({ timeout: 5 })
    await stop()
  })
  const ownerUrl = superuserUrl.replace('postgres@', 'verwijsindex_owner@')
  const serviceUrl = superuserUrl.replace('postgres@', 'verwijsindex_service@')
  const admin = openSql(superuserUrl.replace(/verwijsindex$/, 'postgres'))
  await admin.unsafe('create role verwijsindex_owner login createrole')
  await admin.unsafe('create database verwijsindex owner verwijsindex_owner')
  await migrateDatabase(ownerUrl)
  await goByAnyClock(ownerUrl)
  await admin.unsafe(`alter role verwijsindex_service login password '${randomBytes(8).toString('hex')}'`)
  await admin.end()
  const sql = openSql(superuserUrl, 2)
  return {
    version: (await run('postgres', ['--version'])).toString().trim(),
    database: { ownerUrl, serviceUrl, superuserUrl, sql },
    tool: (name, ...args) => run(name, ['--dbname', ownerUrl, ...args]),
    data,
    directory,
    port,
    run,
    start,
    stop,
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
