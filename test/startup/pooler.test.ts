import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freePort } from '../../src/development/postgres/port.ts'
import { chooseRunAs, isRoot } from '../../src/development/postgres/run-as.ts'
import type { Found } from '../../src/startup/checks/check.ts'
import { command } from '../support/command.ts'
import { createTestDatabase } from '../support/database.ts'
import { ownDirectory } from '../support/directory.ts'
import { until } from '../support/until.ts'

t.setTimeout(120_000)

const lacks = spawnSync('sh', ['-c', 'command -v pgbouncer'], {
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
}).status
const skip = lacks !== 0 && 'pgbouncer is not here (Debian: pgbouncer)'

/** The words of a session that an administrator lets PgBouncer drop, so that the service connects. */
const dropped = 'role,search_path,statement_timeout,idle_in_transaction_session_timeout'

/** PgBouncer before a database; answers with the addresses by way of it. */
async function pool(t: Test, mode: 'session' | 'transaction', ignore = '') {
  const { serviceUrl, ownerUrl } = await createTestDatabase(t)
  const directory = await ownDirectory(t, 'pgbouncer')
  const as = isRoot() ? await chooseRunAs([]) : undefined
  if (as) await chown(directory, as.uid, as.gid)
  const port = await freePort(undefined)
  const line = (name: string, url: string) => {
    const { hostname, port, username, password, pathname } = new URL(url)
    return `${name} = host=${hostname} port=${port} user=${username} password=${password} dbname=${pathname.slice(1)}`
  }
  const file = join(directory, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]\n${line('service', serviceUrl)}\n${line('owner', ownerUrl)}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\n` +
      `unix_socket_dir =\nauth_type = any\npool_mode = ${mode}\nignore_startup_parameters = ${ignore}\n`,
  )
  const bouncer = spawn('pgbouncer', [file], {
    ...as,
    cwd: directory,
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  })
  t.teardown(async () => {
    if (bouncer.exitCode !== null) return
    const gone = once(bouncer, 'exit')
    bouncer.kill('SIGKILL')
    await gone
  })
  await until(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
        socket.once('connect', () => socket.destroy())
      }),
  )
  return {
    DATABASE_URL: `postgres://anybody@127.0.0.1:${port}/service`,
    DATABASE_OWNER_URL: `postgres://anybody@127.0.0.1:${port}/owner`,
  }
}

/** What `check` finds of the database, by the name of the check. */
async function check(DATABASE_URL: string): Promise<Record<string, string>> {
  const { out } = await command(['check', '--json'], { DATABASE_URL })
  const { found } = JSON.parse(out) as { found: Found[] }
  return Object.fromEntries(
    found
      .filter(({ outcome }) => outcome === 'fault' || outcome === 'skipped')
      .map(({ check, came, remedy }) => [check, `${came}. ${remedy}`]),
  )
}

const told = /PgBouncer, or another pooler, is in between\. Put PostgreSQL itself in DATABASE_URL/

t.test('PgBouncer as it comes is refused in words, in each mode', { skip }, async (t) => {
  for (const mode of ['session', 'transaction'] as const) {
    const { DATABASE_URL } = await pool(t, mode)
    const { database, schema } = await check(DATABASE_URL)
    t.match(database, told, mode)
    t.match(schema, /not tried/, mode)
  }
})

t.test('PgBouncer that drops what a session needs is refused in words', { skip }, async (t) => {
  for (const mode of ['session', 'transaction'] as const) {
    const { DATABASE_URL } = await pool(t, mode, dropped)
    const { session } = await check(DATABASE_URL)
    t.match(
      session,
      /^a pooler in between dropped role, search_path, idle_in_.*, statement_timeout\. Put PostgreSQL itself/,
      mode,
    )
  }
})

t.test('nor does the owner migrate through it, or make a login', { skip }, async (t) => {
  const { DATABASE_OWNER_URL } = await pool(t, 'transaction', dropped)
  const why = /PgBouncer, or another pooler, is in between\.\nPut PostgreSQL itself in DATABASE_OWNER_URL/
  t.match(await command(['migrate'], { DATABASE_OWNER_URL }), { status: 2, err: why })
  t.match(await command(['login', '--to', join(t.testdir(), 'url')], { DATABASE_OWNER_URL }), {
    status: 2,
    err: why,
  })
})
