import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { completeConfig } from '../src/config/complete-config.ts'
import { readConfig } from '../src/config.ts'
import { loadDemonstration } from '../src/development/demonstration/load.ts'
import { issueDevelopmentToken } from '../src/development/issuer.ts'
import { startDevelopment } from '../src/development/start.ts'
import { createLog } from '../src/http/door/log.ts'
import { generateKeys } from '../src/identity/keys.ts'
import { start } from '../src/start.ts'
import { testPersons } from './support/bsn.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { createIssuer } from './support/issuer.ts'
import { type MailServer, startMailServer } from './support/mail-server.ts'
import { nodeArguments } from './support/program.ts'
import { until } from './support/until.ts'

t.setTimeout(240_000)
const project = fileURLToPath(new URL('..', import.meta.url))
const anyPort = { PORT: '0', OPERATIONS_PORT: '0' }
const silent = createLog('silent')

t.test(
  'the embedded default starts with nothing configured, and a second start finds what the first left',
  async (t) => {
    const directory = await dataDirectory(t)
    const config = readConfig({ ...anyPort, DATA_DIRECTORY: directory, DELIVERY: 'off' })
    const first = await startDevelopment(config, silent)
    const registered = await registerOver(first.url, directory, 201)
    const keys = await readFile(join(directory, 'keys.json'), 'utf8')
    t.equal((await fetch(`${first.url}/health/ready`)).status, 200)
    await first.close()
    await t.rejects(fetch(`${first.url}/health/live`), 'nothing answers after the close')

    const second = await startDevelopment(config, silent)
    t.teardown(() => second.close())
    t.equal(await registerOver(second.url, directory, 200), registered, 'the signal is still there')
    t.equal(await readFile(join(directory, 'keys.json'), 'utf8'), keys)
  },
)

t.test('R8: the clock of the machine is held against one that nobody sets, from the start on', async (t) => {
  const directory = await dataDirectory(t)
  const lines: string[] = []
  const real = performance.now
  let calls = 0
  // Hours pass from one look at it to the next, and the clock of the machine does not know.
  performance.now = () => real.call(performance) + 2 * 3_600_000 * calls++
  t.teardown(() => {
    performance.now = real
  })
  const config = readConfig({ ...anyPort, DATA_DIRECTORY: directory, DELIVERY: 'off' })
  const { close } = await startDevelopment(
    config,
    createLog('error', { write: (line: string) => lines.push(line) }),
  )
  t.teardown(close)
  await until(() => lines.some((line) => line.includes('"what":"daily work","code":"clock-back"')))
  t.ok(lines.length > 0)
})

t.test('a start that is refused leaves nothing running', async (t) => {
  const directory = await dataDirectory(t)
  const taken = createServer()
  t.teardown(() => taken.close())
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const config = readConfig({ ...anyPort, PORT: String(port), DATA_DIRECTORY: directory })
  await t.rejects(startDevelopment(config, silent), { code: 'EADDRINUSE' })
  await t.rejects(
    access(join(directory, 'postgres', 'data', 'postmaster.pid')),
    'PostgreSQL has been stopped',
  )
})

/** Everything that production mode asks for, on a database of the test's own. */
async function productionSettings(t: Test, database: TestDatabase, mail: MailServer) {
  const issuer = await createIssuer(t)
  return {
    ...anyPort,
    MODE: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: database.serviceUrl,
    TOKEN_ISSUERS: JSON.stringify([{ issuer: issuer.issuer, jwks: issuer.jwks.href }]),
    PUBLIC_URL: 'https://verwijsindex.example',
    PORTAL_URL: 'https://portal.verwijsindex.example',
    SMTP_URL: mail.url,
    MAIL_FROM: 'noreply@verwijsindex.example',
    KEYS: generateKeys(false),
    LOGBOOK_WITNESS: pathToFileURL(join(await dataDirectory(t), 'witness')).href,
    DESTRUCTION_LEDGER: join(await dataDirectory(t), 'ledger'),
  }
}

/** How many connections a service has to a database, once those that were closed have had time to end. */
async function connections({ sql }: TestDatabase): Promise<number> {
  const count = async () => {
    const rows = await sql`select from pg_stat_activity
      where datname = current_database() and application_name like 'verwijsindex%'`
    return rows.length
  }
  await until(async () => (await count()) === 0).catch(() => {})
  return count()
}

t.test('production mode starts on what is fit for it', async (t) => {
  const database = await createTestDatabase(t)
  const settings = await productionSettings(t, database, await startMailServer(t))
  const started = await start(completeConfig(readConfig(settings)), silent)
  t.equal((await fetch(`${started.url}/health/ready`)).status, 200)
  await started.close()
  t.equal(await connections(database), 0)
})

t.test('production mode refuses what is not fit, before anything of it is touched or told', async (t) => {
  const database = await createTestDatabase(t)
  const mail = await startMailServer(t)
  const settings = await productionSettings(t, database, mail)
  await loadDemonstration(database.ownerUrl)
  await oneNotificationWaits(database)
  const clean = await createTestDatabase(t)
  const cases: [string, Record<string, string>, RegExp][] = [
    ['a database with the demonstration', {}, /holds the demonstration/],
    ['a login that may change the logbook', { DATABASE_URL: clean.superuserUrl }, /may change the logbook/],
    [
      'keys of a demonstration',
      { DATABASE_URL: clean.serviceUrl, KEYS: generateKeys(true) },
      /demonstration/,
    ],
    ['keys that are none', { DATABASE_URL: clean.serviceUrl, KEYS: '{}' }, /the keys are not usable/],
    [
      'an issuer whose keys are not there',
      {
        DATABASE_URL: clean.serviceUrl,
        TOKEN_ISSUERS: '[{"issuer": "x", "jwks": "file:///nowhere/jwks.json"}]',
      },
      /The file with the keys of x cannot be read \(ENOENT\): file:\/\/\/nowhere\/jwks\.json/,
    ],
  ]
  for (const [what, changed, message] of cases) {
    await t.rejects(start(completeConfig(readConfig({ ...settings, ...changed })), silent), { message }, what)
    t.equal((await connections(database)) + (await connections(clean)), 0, `${what}: no connection is left`)
  }
  t.equal(mail.received.length, 0, 'nobody was told of what is in an unfit database')
  t.equal((await database.sql`select from delivery_attempt`).length, 0)
})

t.test('R23: keys that the data was not made with are refused, before anything is registered', async (t) => {
  const database = await createTestDatabase(t)
  const settings = await productionSettings(t, database, await startMailServer(t))
  await (await start(completeConfig(readConfig(settings)), silent)).close()
  await t.rejects(start(completeConfig(readConfig({ ...settings, KEYS: generateKeys(false) })), silent), {
    message: /not those that the data was made with:\n {2}version 1 of the index key/,
  })
  t.equal(await connections(database), 0, 'no connection is left')
  await (await start(completeConfig(readConfig(settings)), silent)).close()
})

t.test('R23: also those that were made anew beside a database that was there', async (t) => {
  const directory = await dataDirectory(t)
  const config = readConfig({ ...anyPort, DATA_DIRECTORY: directory, DELIVERY: 'off' })
  await (await startDevelopment(config, silent)).close()
  const file = join(directory, 'keys.json')
  await rm(file)
  await t.rejects(startDevelopment(config, silent), {
    message: /Put back the keys of before .*keys\.json in DATA_DIRECTORY/,
  })
  await t.rejects(
    access(join(directory, 'postgres', 'data', 'postmaster.pid')),
    'PostgreSQL has been stopped',
  )
})

t.test('a setting that is wrong ends the process at once, naming every fault and no value', async (t) => {
  const { code, errors } = await run(t, {
    MODE: 'production',
    PORT: 'value-of-port',
    DATABASE_URL: 'value-of-url',
    KEYS: 'value-of-keys',
  })
  t.equal(code, 1)
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'LOGBOOK_WITNESS',
    'DESTRUCTION_LEDGER',
    'TOKEN_ISSUERS',
    'PUBLIC_URL',
    'PORTAL_URL',
    'SMTP_URL',
    'MAIL_FROM',
  ])
    t.match(errors, new RegExp(`^  ${name}: `, 'm'))
  t.notMatch(errors, /value-of/)
})

t.test('the process says in its log where it listens, and closes in order on SIGTERM', async (t) => {
  const database = await createTestDatabase(t)
  const settings = await productionSettings(t, database, await startMailServer(t))
  const { child, lines, ended, errors } = launch(t, settings)
  await until(() => lines().some((line) => line.includes('"listening"')))
  child.kill('SIGUSR1')
  await sleep(500)
  t.equal(errors(), '', 'R23: no signal opens an inspector in production')
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  const logged = lines().map(
    (line) => JSON.parse(line) as { level: string; msg: string; check?: string; outcome?: string },
  )
  for (const name of [
    'keys',
    'database',
    'schema',
    'fitness',
    'keys-of-data',
    'subjects',
    'ledger',
    'ledger-whole',
    'witness',
  ])
    t.ok(
      logged.some(({ check, outcome, msg }) => check === name && outcome === 'ok' && msg.startsWith('ok ')),
      `a line says that ${name} was tried, and what came of it`,
    )
  t.match(
    logged.find(({ msg }) => msg === 'starting'),
    { version: /^\d+\.\d+\.\d+/, revision: 'unknown', schema: /^functions_/, mode: 'production' },
    'which version it is, of which commit, on which functions, in which mode',
  )
  t.notMatch(lines().join(), new URL(settings.DATABASE_URL).password)
  t.strictSame(
    logged
      .filter(({ msg, check }) => check === undefined && !msg.startsWith('Server listening'))
      .map(({ level, msg }) => [level, msg]),
    [
      ['info', 'starting'],
      ['info', 'accepts the tokens of an issuer'],
      ['info', 'listening'],
      ['info', 'not ready any more, and stops soon'],
      ['info', 'closed'],
    ],
    'nothing failed in the background either',
  )
  t.equal(await connections(database), 0)
})

/** A data directory that the server's user may pass through, as it may in a home of one's own. */
async function dataDirectory(t: Test): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'start-'))
  await chmod(base, 0o711)
  t.teardown(() => rm(base, { recursive: true, force: true }))
  return join(base, 'data')
}

/** Registers over the real socket, as a professional of the demonstration; answers with the id of the signal. */
async function registerOver(url: string, directory: string, status: number): Promise<string> {
  const token = await issueDevelopmentToken(directory, 'jeugdverpleegkundige', 'verwijsindex')
  const answer = await fetch(`${url}/v1/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bsn: testPersons[0]?.bsn, birthDate: testPersons[0]?.birthDate }),
  })
  if (answer.status !== status) throw new Error(`answered with ${answer.status}`)
  return ((await answer.json()) as { id: string }).id
}

/** A notification that a service would deliver at once, if it were let. */
async function oneNotificationWaits({ sql }: TestDatabase): Promise<void> {
  const [ids] =
    await sql`select a.id as account, a.organisation_id as organisation, p.convenant_id as convenant
    from account a join partner p using (organisation_id) where a.subject = 'jeugdverpleegkundige'`
  const { account, organisation, convenant } = ids ?? {}
  await sql`insert into young_person values ('11111111-1111-4111-8111-111111111111', '', 1, '2040-01-01')`
  await sql`insert into signal values ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111',
    ${account}, ${organisation}, ${convenant}, '0193', now(), '2040-01-01')`
  await sql`insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    values (gen_random_uuid(), 'match_created', '22222222-2222-4222-8222-222222222222', ${account}, 'professional', now(), now())`
}

function launch(t: Test, env: Record<string, string>) {
  const child = spawn(process.execPath, nodeArguments('src/main.ts'), {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
  let [output, errors] = ['', '']
  child.stdout.on('data', (part) => {
    output += part
  })
  child.stderr.on('data', (part) => {
    errors += part
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'close').then(([code]) => code as number)
  return { child, ended, errors: () => errors, lines: () => output.split('\n').filter(Boolean) }
}

async function run(t: Test, env: Record<string, string>): Promise<{ code: number; errors: string }> {
  const { ended, errors } = launch(t, env)
  return { code: await ended, errors: errors() }
}
