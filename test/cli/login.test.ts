import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { findUnfitness } from '../../db/checks.ts'
import { openDatabase } from '../../db/driver/client.ts'
import { scramVerifier } from '../../db/migrate/scram-verifier.ts'
import { findUnreadiness } from '../../db/readiness.ts'
import { startEmbeddedPostgres } from '../../src/development/postgres/embedded-postgres.ts'
import { command } from '../support/command.ts'
import { openSql } from '../support/open-sql.ts'

t.setTimeout(120_000)

const base = await mkdtemp(join(tmpdir(), 'login-test-'))
const server = await startEmbeddedPostgres({
  directory: join(base, 'postgres'),
  settings: { log_statement: 'all', logging_collector: 'on' },
})
const administrator = openSql(server.url('postgres'))
t.teardown(async () => {
  await administrator.end({ timeout: 5 })
  await server.stop()
  await rm(base, { recursive: true, force: true })
})

const addressOf = (login: string, password: string, database: string) =>
  Object.assign(new URL(server.url(database)), { username: login, password }).href
const own = { password: 'owner-password', database: 'by_owner' }

/** Whether somebody gets in as the service, and what is unfit then for production. */
async function enter(url: string): Promise<unknown> {
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'login-test',
  })
  try {
    return (await findUnreadiness(database)) ?? (await findUnfitness(database, new Date()))
  } finally {
    await database.close()
  }
}

t.test(
  'a login that a database administrator made is taken as it is, by an owner that may make no roles',
  async (t) => {
    await administrator.unsafe(`
    create role plain_owner login password 'plain-password';
    create role verwijsindex_service nologin;
    create role app_login login password 'app-password' in role verwijsindex_service`)
    await administrator.unsafe('create database by_administrator owner plain_owner')
    const env = { DATABASE_OWNER_URL: addressOf('plain_owner', 'plain-password', 'by_administrator') }
    t.match(await command(['migrate'], env), { status: 0, err: '' })
    t.strictSame(await enter(addressOf('app_login', 'app-password', 'by_administrator')), [])

    const file = join(base, 'refused')
    const refused = await command(['login', '--to', file], env)
    t.match(refused, {
      status: 2,
      err: /^The owner of the database may not give verwijsindex_service a password: [\s\S]* by hand\.\n$/,
    })
    await t.rejects(stat(file), { code: 'ENOENT' }, 'and no file is left of it')
    await t.rejects(stat(`${file}.new`), { code: 'ENOENT' })
    await administrator.unsafe('drop database by_administrator')
    await administrator.unsafe('drop role app_login; drop role verwijsindex_service; drop role plain_owner')
  },
)

t.test('login makes the login of the service, and gives it another password', async (t) => {
  await administrator.unsafe(`create role own_owner login createrole password '${own.password}'`)
  await administrator.unsafe(`create database ${own.database} owner own_owner`)
  const env = { DATABASE_OWNER_URL: `${addressOf('own_owner', own.password, own.database)}?sslmode=disable` }
  const file = join(base, 'database-url')
  t.match(await command(['login', '--to', file], env), {
    status: 2,
    err: /verwijsindex_service is not there yet: run `verwijsindex migrate` first/,
  })
  t.match(await command(['migrate'], env), { status: 0, err: '' })

  const plain = join(base, 'plain-url')
  t.match(
    await command(['login', '--to', plain], env),
    { status: 0, out: /^verwijsindex_service can log in now\.\n/ },
    'the role that migrating made had no password before',
  )
  t.strictSame(await enter((await readFile(plain, 'utf8')).trim()), [])
  await administrator.unsafe('alter role verwijsindex_service nologin')

  const made = await command(['login', '--to', file, '--json'], env)
  t.strictSame(
    [made.status, JSON.parse(made.out)],
    [0, { login: 'verwijsindex_service', outcome: 'allowed', file }],
  )
  t.equal((await stat(file)).mode & 0o777, 0o600)
  const first = (await readFile(file, 'utf8')).trim()
  t.match(first, /^postgres(ql)?:\/\/verwijsindex_service:[\w-]{32}@.*\/by_owner\?sslmode=disable$/)
  t.notMatch(made.out, new URL(first).password)
  t.strictSame(await enter(first), [])

  t.match(await command(['login', '--to', file], env), { status: 2, err: /is there already\. --replace/ })
  t.equal((await readFile(file, 'utf8')).trim(), first)
  t.match(await command(['login', '--to', file, '--replace'], env), {
    status: 0,
    out: /has another password now/,
  })
  const second = (await readFile(file, 'utf8')).trim()
  t.strictSame(await enter(second), [])
  await t.rejects(enter(first), { code: 'service-unavailable' }, 'the password before it opens nothing')

  const other = join(base, 'other-url')
  t.match(await command(['login', '--name', 'Other "login"', '--to', other], env), {
    status: 0,
    out: /can log in now/,
  })
  t.strictSame(await enter((await readFile(other, 'utf8')).trim()), [], 'two logins side by side')
  t.strictSame(await enter(second), [])

  for (const name of ['own_owner', 'postgres'])
    t.match(
      await command(['login', '--name', name, '--to', join(base, `as-${name}`)], env),
      { status: 2, err: new RegExp(`${name} may do more than the service`) },
      'nobody who may do more becomes the service',
    )
  t.match(await command(['login', '--to', join(base, 'nowhere', 'url')], env), {
    status: 2,
    err: /could not write the address/,
  })
  t.strictSame(await enter(second), [], 'a password that cannot be written down is not set')
  t.match(await command(['login'], env), { status: 2, err: /--to: needs a file/ })

  const [log] = await administrator<{ text: string }[]>`select pg_read_file(pg_current_logfile()) as text`
  t.match(log?.text, /alter role verwijsindex_service login password 'SCRAM/)
  for (const url of [first, second])
    t.notMatch(log?.text, new URL(url).password, 'no log of the server has it')
})

t.test('what PostgreSQL gets of a password is that of RFC 5803', async (t) => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
  t.equal(
    scramVerifier('pencil', salt),
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  )
})
