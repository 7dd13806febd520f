import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { completeConfig } from '../../src/config/complete-config.ts'
import { judgeSettings, readConfig } from '../../src/config.ts'
import { loadDemonstration } from '../../src/development/demonstration/load.ts'
import { systemClock } from '../../src/ground/calendar.ts'
import { createLog } from '../../src/http/door/log.ts'
import { generateKeys } from '../../src/identity/keys.ts'
import { start } from '../../src/start.ts'
import { openProbing } from '../../src/startup/check-writable.ts'
import type { Found } from '../../src/startup/checks/check.ts'
import { runChecks } from '../../src/startup/checks/run-checks.ts'
import { checks } from '../../src/startup/checks/table.ts'
import { command } from '../support/command.ts'
import { createTestDatabase } from '../support/database.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { untrustedTls } from '../support/tls-front.ts'
import { startLoginServer, wholeConfiguration } from '../support/whole-configuration.ts'

t.setTimeout(400_000)

const { env, database, issuer, mailed, directory } = await wholeConfiguration(t)
const silent = createLog('silent')
const at = (url: string, change: Partial<URL>) => Object.assign(new URL(url), change).href
const file = async (name: string, text: string, mode = 0o600) => {
  await writeFile(join(directory, name), text, { mode })
  await chmod(join(directory, name), mode)
  return join(directory, name)
}

/** What `check` finds, and how it ends. */
async function find(changed: Record<string, string | undefined>, ...more: string[]) {
  const { status, out, err } = await command(['check', '--json', ...more], settingsWith(changed))
  if (status === 2) throw new Error(err)
  return { status, ...(JSON.parse(out) as { faults: number; warnings: number; found: Found[] }) }
}

function settingsWith(changed: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...env, ...changed }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
}

/** One process that tries the disks of all kinds: to begin one for each takes longer than all the rest. */
const disks = openProbing()
t.teardown(disks.close)

/** What the checks of `check` find. */
async function tryAll(changed: Record<string, string | undefined>): Promise<Found[]> {
  const settings = judgeSettings(settingsWith(changed))
  return runChecks(checks, {
    settings,
    config: settings.config,
    clock: systemClock,
    looksOnly: true,
    signal: new AbortController().signal,
    probing: { ...disks, close: () => {} },
    held: {},
  })
}

/** Starts in production with these settings, and stops again. */
async function tryToStart(changed: Record<string, string | undefined>): Promise<void> {
  const started = await start(completeConfig(readConfig({ ...env, ...changed })), silent)
  await started.close()
}

t.test('a configuration that is right has no fault, beside the service that runs by it', async (t) => {
  const started = await start(completeConfig(readConfig(env)), silent)
  t.teardown(() => started.close())
  const { status, found, faults } = await find({})
  t.strictSame(
    [status, faults, found.filter(({ outcome }) => outcome === 'fault')],
    [0, 0, []],
    'and it ends with 0',
  )
  const tried = new Set(found.map(({ check }) => check))
  for (const { name } of checks.filter(
    ({ name }) => !['authorities', 'hosts', 'rehearsal', 'witness-away'].includes(name),
  ))
    t.ok(tried.has(name), `${name} was tried`)
  t.match(found.find(({ check }) => check === 'mail')?.came, /logged in/)
  t.strictSame(mailed, [], 'nothing was sent')
  const { out } = await command(['check'], env)
  t.match(out, /^ok {6}database {5}log in as the service \(DATABASE_URL: postgres:\/\/.*PostgreSQL 1\d/m)
  t.notMatch(out, new URL(env.DATABASE_URL ?? '').password)

  await find({}, '--mail-to', 'beheer@zwolle.example')
  t.strictSame(mailed, ['beheer@zwolle.example'], 'but where it was asked')
})

t.test('a portal that knows no page at its address is a warning', async (t) => {
  for (const [status, outcome] of [
    [404, 'warning'],
    [401, 'warning'],
    [200, 'ok'],
  ] as const)
    t.match(
      (await tryAll({ PORTAL_URL: await answering(status, '') })).filter(
        ({ check }) => check === 'portal-url',
      ),
      [{ outcome, came: `it answers ${status}` }],
    )
})

t.test('a fault ends it with 1', async (t) => {
  const { status, faults } = await find({ DATABASE_POOL_SIZE: '1000' })
  t.strictSame([status, faults], [1, 1])
})

t.test('a rehearsal is refused at a database at which a service works, and not at a copy', async (t) => {
  const alone = await tryAll({ REHEARSAL: 'on' })
  t.match(
    alone.find(({ check }) => check === 'rehearsal'),
    { outcome: 'ok' },
  )
  t.strictSame(
    alone.filter(({ check }) => check === 'mail'),
    [],
    'no mail server is asked for anything',
  )
  const service = openDatabase({
    url: database.serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'verwijsindex',
  })
  t.teardown(() => service.close())
  await service.ping()
  await t.rejects(tryToStart({ REHEARSAL: 'on' }), {
    message:
      /look whether this is a copy \(DATABASE_URL: .*\): a service works at it\. Restore the backup to a database of its own/,
  })
  t.match(
    (await tryAll({ REHEARSAL: 'on' })).find(({ check }) => check === 'rehearsal'),
    { outcome: 'fault', came: 'a service works at it' },
  )
  t.match(await find({ REHEARSAL: 'on' }), { status: 1 }, 'the command says so before anything is started')
  await service.close()
  await t.rejects(tryToStart({ REHEARSAL: 'on', DESTRUCTION_LEDGER: join(directory, 'nowhere') }), {
    message: /look at the directory \(DESTRUCTION_LEDGER: .*\): it is not there/,
  })
})

t.test('a check comes after those that it rests on', async (t) => {
  const names = checks.map(({ name }) => name)
  t.equal(new Set(names).size, names.length)
  for (const [place, { name, after = [] }] of checks.entries())
    for (const earlier of after) t.ok(names.slice(0, place).includes(earlier), `${name} after ${earlier}`)
})

interface Wrong {
  readonly env: Record<string, string | undefined>
  readonly check: string
  readonly sentence: RegExp
  /** Whether no start in production comes of it. */
  readonly dangerous: boolean
}

const nothingListens = async () => {
  const server = createSocketServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
const answering = async (status: number, body: string) => {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const { serviceUrl, ownerUrl } = database
const port = await nothingListens()
const unmade = await emptyDatabase(t)
const demonstrated = await createTestDatabase(t)
await loadDemonstration(demonstrated.ownerUrl)
const careless = await createTestDatabase(t)
await careless.sql.unsafe(
  `alter database ${new URL(careless.serviceUrl).pathname.slice(1)} set synchronous_commit = off`,
)
const standby = await createTestDatabase(t)
await standby.sql.unsafe(
  `alter database ${new URL(standby.serviceUrl).pathname.slice(1)} set default_transaction_read_only = on`,
)
const another = await createTestDatabase(t)
const stranger = `x_${new URL(serviceUrl).pathname.slice(1)}`
await database.sql.unsafe(`create role ${stranger} login password 'x'`)
t.teardown(() => database.sql.unsafe(`drop role ${stranger}`))
const [unknown, unknownTls] = [await startLoginServer(t), await startLoginServer(t, [], true)]
const other = await answering(200, '{}')
const broken = await answering(503, '')
const liar = await answering(200, JSON.stringify({ issuer: 'https://another.example', keys: [] }))
await mkdir(join(directory, 'closed'))
const inTheWay = await file('in-the-way', '')
const issuers = (jwks: string, name = issuer.issuer) => ({
  TOKEN_ISSUERS: JSON.stringify([{ issuer: name, jwks }]),
})

const wrong: Readonly<Record<string, Wrong>> = {
  'a setting that was misspelt': {
    env: { DATABASE_ONWER_URL: 'x' },
    check: 'settings',
    sentence: /^is no setting; did you mean DATABASE_OWNER_URL\? Correct it/,
    dangerous: true,
  },
  'a setting in another case': {
    env: { Log_Level: 'info' },
    check: 'settings',
    sentence: /^is no setting; did you mean LOG_LEVEL\?/,
    dangerous: true,
  },
  'a setting that is missing': {
    env: { MAIL_FROM: undefined },
    check: 'settings',
    sentence: /^needed in production\. Sender of the mail/,
    dangerous: true,
  },
  'a number that is out of bounds': {
    env: { DATABASE_POOL_SIZE: '1000' },
    check: 'settings',
    sentence: /^takes a whole number from 2 to 100/,
    dangerous: true,
  },
  'a switch that is none': {
    env: { RETENTION: 'yes' },
    check: 'settings',
    sentence: /^takes on or off/,
    dangerous: true,
  },
  'an address with quotes around it': {
    env: { DATABASE_URL: `"${serviceUrl}"` },
    check: 'settings',
    sentence: /^has quotes around it; take them away/,
    dangerous: true,
  },
  'a password that is not URL-encoded': {
    env: { DATABASE_URL: serviceUrl.replace(/:[^:@]+@/, ':12/3@4@') },
    check: 'settings',
    sentence: /^has a login or password that is not URL-encoded: in an address \/ is %2F/,
    dangerous: true,
  },
  'an address of another kind': {
    env: { SMTP_URL: 'mail.example:25' },
    check: 'settings',
    sentence: /^takes the address of a mail server: smtp:\/\//,
    dangerous: true,
  },
  'issuers that are no JSON': {
    env: { TOKEN_ISSUERS: 'https://issuer.example' },
    check: 'settings',
    sentence: /^is not JSON; it takes/,
    dangerous: true,
  },
  'keys in two places': {
    env: { KEYS: generateKeys(false) },
    check: 'settings',
    sentence: /^not together with KEYS_FILE; take one of the two away/,
    dangerous: true,
  },
  'a line to another machine in the clear': {
    env: { DATABASE_URL: 'postgres://u:p@db.example/x?sslmode=disable' },
    check: 'settings',
    sentence: /^needs sslmode=verify-full outside the own machine/,
    dangerous: true,
  },
  'certificates that nobody checks': {
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    check: 'settings',
    sentence: /^certificates are checked in production; take it away/,
    dangerous: true,
  },
  'the address of the API with /v1': {
    env: { PUBLIC_URL: 'https://verwijsindex.example/v1' },
    check: 'settings',
    sentence: /^takes the address without \/v1/,
    dangerous: true,
  },
  'a database that is not there': {
    env: { DATABASE_URL: at(serviceUrl, { port }) },
    check: 'database',
    sentence: /^nothing listens there\. Start the server there, or correct DATABASE_URL/,
    dangerous: true,
  },
  'a host that nobody knows': {
    env: { DATABASE_URL: at(serviceUrl, { hostname: 'nowhere.invalid' }) },
    check: 'database',
    sentence: /^no host has that name\. Correct the name/,
    dangerous: true,
  },
  'a wrong password of the database': {
    env: { DATABASE_URL: at(serviceUrl, { password: 'wrong' }) },
    check: 'database',
    sentence: /^the password is refused\. Correct the password in DATABASE_URL/,
    dangerous: true,
  },
  'a database of another name': {
    env: { DATABASE_URL: at(serviceUrl, { pathname: '/nowhere' }) },
    check: 'database',
    sentence: /^the server has no database of that name\. Make it/,
    dangerous: true,
  },
  'a database without TLS where it is asked': {
    env: { DATABASE_URL: `${serviceUrl}?sslmode=verify-full` },
    check: 'database',
    sentence: /^the server offers no TLS\. Switch TLS on there/,
    dangerous: true,
  },
  'a database with a certificate of nobody': {
    env: { DATABASE_URL: `${await untrustedTls(t, serviceUrl)}?sslmode=verify-full` },
    check: 'database',
    sentence: /^its certificate (cannot be trusted|has expired)\. Give the server/,
    dangerous: true,
  },
  'a login that is no member of the role': {
    env: { DATABASE_URL: at(serviceUrl, { username: stranger, password: 'x' }) },
    check: 'database',
    sentence: /^the login lacks the rights\. Grant it the role: `grant verwijsindex_service to/,
    dangerous: true,
  },
  'a database that was not migrated': {
    env: { DATABASE_URL: unmade.serviceUrl, DATABASE_OWNER_URL: undefined },
    check: 'schema',
    sentence: /^The database is older than this version of the service: run `verwijsindex migrate` first/,
    dangerous: true,
  },
  'a standby': {
    env: { DATABASE_URL: standby.serviceUrl, DATABASE_OWNER_URL: undefined },
    check: 'schema',
    sentence: /^The database takes no changes: it is a standby.*Let DATABASE_URL name the primary/,
    dangerous: true,
  },
  'the owner as the service': {
    env: { DATABASE_URL: ownerUrl },
    check: 'fitness',
    sentence: /^DATABASE_URL may change the logbook.*Let DATABASE_URL log in as a member/,
    dangerous: true,
  },
  'a database that loses what it acknowledged': {
    env: { DATABASE_URL: careless.serviceUrl, DATABASE_OWNER_URL: undefined },
    check: 'fitness',
    sentence: /^synchronous_commit is off.*Set synchronous_commit to on/,
    dangerous: true,
  },
  'the demonstration in production': {
    env: { DATABASE_URL: demonstrated.serviceUrl, DATABASE_OWNER_URL: undefined },
    check: 'fitness',
    sentence: /^the database holds the demonstration\. Use a database of its own/,
    dangerous: true,
  },
  'the owner of another database': {
    env: { DATABASE_OWNER_URL: another.ownerUrl },
    check: 'owner',
    sentence: /^it is another database than that of DATABASE_URL\. Let both settings name the same/,
    dangerous: true,
  },
  'an owner that owns nothing': {
    env: { DATABASE_OWNER_URL: serviceUrl },
    check: 'owner',
    sentence: /^it does not own the database\. Put the login that owns it/,
    dangerous: true,
  },
  'keys that are not there': {
    env: { KEYS_FILE: join(directory, 'none.json') },
    check: 'keys',
    sentence: /^it is not there\. Put it there, or correct KEYS_FILE/,
    dangerous: true,
  },
  'keys that are none': {
    env: { KEYS_FILE: await file('text.json', 'value-x') },
    check: 'keys',
    sentence: /^the keys are not usable: they are not JSON/,
    dangerous: true,
  },
  'keys of a demonstration': {
    env: { KEYS_FILE: await file('demonstration.json', generateKeys(true)) },
    check: 'keys',
    sentence: /^KEYS: these are keys of a demonstration/,
    dangerous: true,
  },
  'keys of another database': {
    env: { KEYS_FILE: await file('other.json', generateKeys(false)) },
    check: 'keys-of-data',
    sentence: /^The keys are not those that the data was made with.*Put back the keys/s,
    dangerous: true,
  },
  'a ledger that cannot be written': {
    env: { DESTRUCTION_LEDGER: inTheWay },
    check: 'ledger',
    sentence: /^it is no directory\. Choose a directory in DESTRUCTION_LEDGER/,
    dangerous: true,
  },
  'a witness that cannot be written': {
    env: { LOGBOOK_WITNESS: pathToFileURL(inTheWay).href },
    check: 'witness',
    sentence: /^it is no directory\. Choose a directory in LOGBOOK_WITNESS/,
    dangerous: true,
  },
  'a mail server that is not there': {
    env: { SMTP_URL: `smtp://127.0.0.1:${port}` },
    check: 'mail',
    sentence: /^nothing listens there\. Start the server there, or correct SMTP_URL/,
    dangerous: false,
  },
  'a login that the mail server refuses': {
    env: { SMTP_URL: `smtp://verwijsindex:wrong@127.0.0.1:${unknown}` },
    check: 'mail',
    sentence: /^the login is refused\. Correct the login and password in SMTP_URL/,
    dangerous: false,
  },
  'a mail server whose TLS cannot be trusted': {
    env: { SMTP_URL: `smtp://127.0.0.1:${unknownTls}?requireTLS=true` },
    check: 'mail',
    sentence: /(certificate cannot be trusted|certificate has expired|TLS does not come about)\. /,
    dangerous: false,
  },
  'a mail server without TLS where it is asked': {
    env: { SMTP_URL: `smtp://127.0.0.1:${unknown}?requireTLS=true` },
    check: 'mail',
    sentence: /^TLS does not come about\. Let the server offer STARTTLS/,
    dangerous: false,
  },
  'an issuer that is not there': {
    env: issuers(`http://127.0.0.1:${port}/jwks`),
    check: 'issuers',
    sentence: /^cannot be reached \(ECONNREFUSED\)\. Correct `jwks`/,
    dangerous: false,
  },
  'an issuer whose keys are none': {
    env: issuers(`${other}/jwks`),
    check: 'issuers',
    sentence: /^is no JSON Web Key Set\. Correct `jwks`/,
    dangerous: false,
  },
  'an issuer that calls itself otherwise': {
    env: issuers(issuer.jwks.href, liar),
    check: 'issuers',
    sentence: /^it calls itself otherwise\. Put the issuer as it names itself/,
    dangerous: false,
  },
  'a public address where something else answers': {
    env: { PUBLIC_URL: other },
    check: 'public-url',
    sentence: /^something else answers there \(200\)\. Correct PUBLIC_URL/,
    dangerous: false,
  },
  'a portal that is broken': {
    env: { PORTAL_URL: broken },
    check: 'portal-url',
    sentence: /^it answers 503\. Look at the portal/,
    dangerous: false,
  },
}

t.test('every kind of wrong configuration has a sentence of its own, that says what to do', async (t) => {
  t.ok(Object.keys(wrong).length >= 25)
  const sentences = new Set<string>()
  for (const [kind, { env: changed, check, sentence }] of Object.entries(wrong)) {
    const found = await tryAll(changed)
    t.ok(
      found.some(({ outcome }) => outcome === 'fault'),
      `${kind}: a fault`,
    )
    const told = found
      .filter((finding) => finding.check === check && finding.outcome === 'fault')
      .map(({ came, remedy }) => (remedy === undefined ? came : `${came}. ${remedy}`))
    t.ok(
      told.some((each) => sentence.test(each)),
      `${kind}: ${told.join(' | ')}`,
    )
    sentences.add(sentence.source)
    for (const { came } of found)
      t.notMatch(
        came,
        /service-unavailable|^(?:[0-9A-Z]{5}|E[A-Z]+|deadlock detected)$|Invalid|value-x/,
        kind,
      )
    t.notMatch(
      JSON.stringify(found),
      new RegExp(`${new URL(serviceUrl).password}|a-password-of-the-tests`),
      `${kind}: no secret`,
    )
  }
  t.equal(sentences.size, Object.keys(wrong).length)
})

t.test('no start in production comes of one that is dangerous', async (t) => {
  for (const [kind, { env: changed, sentence, dangerous }] of Object.entries(wrong)) {
    if (dangerous) {
      const refusal = await tryToStart(changed).then(
        () => 'it started',
        (error: Error) => error.message,
      )
      t.match(refusal, new RegExp(sentence.source.replace(/^\^/, ''), sentence.flags), kind)
    }
  }
})
