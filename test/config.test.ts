import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'
import { judgeSettings, readConfig, settings } from '../src/config.ts'

const directory = t.testdir({})
const authority = fileURLToPath(new URL('support/certificates/authority.pem', import.meta.url))

const production = {
  MODE: 'production',
  DATABASE_URL: 'postgres://db/verwijsindex',
  TOKEN_ISSUERS: '[{"issuer": "https://issuer.example", "jwks": "https://issuer.example/jwks"}]',
  PUBLIC_URL: 'https://verwijsindex.example',
  PORTAL_URL: 'https://portal.verwijsindex.example',
  SMTP_URL: 'smtp://mail.example',
  MAIL_FROM: 'index@verwijsindex.example',
  KEYS_FILE: '/run/keys.json',
  LOGBOOK_WITNESS: 'file:///var/witness',
  DESTRUCTION_LEDGER: '/var/ledger',
}

t.test('with nothing set, the embedded default', async (t) => {
  t.strictSame(readConfig({}), {
    production: false,
    host: '127.0.0.1',
    port: 8080,
    operations: { host: '127.0.0.1', port: 9464 },
    dataDirectory: resolve('.data'),
    database: {
      authority: undefined,
      url: undefined,
      ownerUrl: undefined,
      poolSize: 8,
      queryDeadline: 5000,
    },
    keys: undefined,
    issuers: undefined,
    witness: pathToFileURL(resolve('.data/witness')),
    ledger: resolve('.data/ledger'),
    retention: { on: true, longestGapDays: 7 },
    audience: 'verwijsindex',
    publicUrl: undefined,
    portalUrl: undefined,
    mail: { url: undefined, from: 'noreply@verwijsindex.example' },
    delivery: { on: true, pollSeconds: 5, retrySchedule: [10, 60, 300, 1800, 7200, 21600, 86400] },
    budgets: { perProfessional: 100, perOrganisation: 5000 },
    requestsPerMinute: 1200,
    corsOrigins: [],
    proxies: [],
    logLevel: 'info',
    drainSeconds: 0,
    securityContact: undefined,
    rehearsal: false,
    instance: hostname(),
    revision: 'unknown',
  })
})

/** A file with this in it. */
function fileOf(text: string): string {
  const file = join(directory, randomUUID())
  writeFileSync(file, text)
  return file
}

type Case = readonly [value: string, expected: object]

t.test(
  'a secret comes from a file or from the environment, and a file that cannot be read is named',
  async (t) => {
    const given = {
      DATABASE_URL: 'postgres://u:secret@db/x',
      DATABASE_URL_FILE: fileOf('postgres://u:other@db/x'),
    }
    t.throws(() => readConfig(given), /DATABASE_URL: not together with DATABASE_URL_FILE/)
    t.throws(
      () => readConfig({ SMTP_URL_FILE: join(directory, 'nowhere') }),
      /SMTP_URL_FILE: cannot be read \(ENOENT\)/,
    )
    t.throws(() => readConfig({ DATABASE_URL_FILE: fileOf('secret') }), {
      message: /^(?![\s\S]*secret)[\s\S]*DATABASE_URL: /,
    })
    const { DATABASE_URL: url, ...rest } = production
    t.equal(
      readConfig({ ...rest, DATABASE_URL_FILE: fileOf(`${url}\n`) }).database.url,
      readConfig(production).database.url,
      'and production is complete with it',
    )
  },
)

t.test('production waits before it stops, and development does not', async (t) => {
  t.equal(readConfig(production).drainSeconds, 5)
  t.equal(readConfig({ ...production, DRAIN_SECONDS: '20' }).drainSeconds, 20)
  t.equal(readConfig({ DRAIN_SECONDS: '20' }).drainSeconds, 0)
})

t.test('where a weakness is reported: who, and until when, or neither', async (t) => {
  const both = {
    SECURITY_CONTACT: 'mailto:ciso@zwolle.example, https://zwolle.example/cvd',
    SECURITY_TXT_EXPIRES: '2027-11-01',
  }
  t.strictSame(readConfig(both).securityContact, {
    contacts: ['mailto:ciso@zwolle.example', 'https://zwolle.example/cvd'],
    expires: new Date('2027-11-01T00:00:00Z'),
  })
  for (const [name, value] of Object.entries(both))
    t.throws(() => readConfig({ [name]: value }), /SECURITY_CONTACT: goes together with SECURITY_TXT_EXPIRES/)
})

/** What each setting does when it is set well. */
const good: Record<keyof typeof settings, Case> = {
  MODE: ['development', { production: false }],
  NODE_ENV: ['test', { production: false }],
  HOST: ['0.0.0.0', { host: '0.0.0.0' }],
  PORT: ['0', { port: 0 }],
  OPERATIONS_HOST: ['10.0.0.1', { operations: { host: '10.0.0.1' } }],
  OPERATIONS_PORT: ['65535', { operations: { port: 65_535 } }],
  DATA_DIRECTORY: ['elsewhere', { dataDirectory: resolve('elsewhere') }],
  DATABASE_URL: ['postgresql://u:p@db:5432/x', { database: { url: 'postgresql://u:p@db:5432/x' } }],
  DATABASE_OWNER_URL: ['postgres://o@db/x', { database: { ownerUrl: 'postgres://o@db/x' } }],
  DATABASE_URL_FILE: [fileOf('postgres://u:p@db/x\n'), { database: { url: 'postgres://u:p@db/x' } }],
  DATABASE_OWNER_URL_FILE: [fileOf('postgres://o:p@db/x'), { database: { ownerUrl: 'postgres://o:p@db/x' } }],
  SMTP_URL_FILE: [fileOf('smtps://u:p@mail.example\n'), { mail: { url: 'smtps://u:p@mail.example' } }],
  // What it does to an address, a server with a certificate shows: test/db/driver/authority.test.ts.
  DATABASE_CA: [authority, { database: { url: undefined, ownerUrl: undefined } }],
  DATABASE_POOL_SIZE: ['2', { database: { poolSize: 2 } }],
  QUERY_DEADLINE_MS: ['100', { database: { queryDeadline: 100 } }],
  KEYS_FILE: ['keys.json', { keys: { file: resolve('keys.json') } }],
  KEYS: ['{}', { keys: { json: '{}' } }],
  LOGBOOK_WITNESS: ['file:///var/witness', { witness: new URL('file:///var/witness') }],
  DESTRUCTION_LEDGER: ['ledger', { ledger: resolve('ledger') }],
  RETENTION: ['off', { retention: { on: false } }],
  RETENTION_LONGEST_GAP_DAYS: ['30', { retention: { longestGapDays: 30 } }],
  TOKEN_ISSUERS: [
    '[{"issuer": "a", "jwks": "file:///a.json"}]',
    { issuers: [{ issuer: 'a', jwks: new URL('file:///a.json') }] },
  ],
  TOKEN_AUDIENCE: ['another', { audience: 'another' }],
  PUBLIC_URL: ['https://index.example//', { publicUrl: 'https://index.example' }],
  PORTAL_URL: ['https://portal.example/a/', { portalUrl: 'https://portal.example/a' }],
  SMTP_URL: ['smtps://mail.example', { mail: { url: 'smtps://mail.example' } }],
  MAIL_FROM: ['a@b.example', { mail: { from: 'a@b.example' } }],
  DELIVERY: ['off', { delivery: { on: false } }],
  DELIVERY_POLL_SECONDS: ['3600', { delivery: { pollSeconds: 3600 } }],
  RETRY_SCHEDULE_SECONDS: ['1,2,3', { delivery: { retrySchedule: [1, 2, 3] } }],
  BUDGET_PER_PROFESSIONAL: ['1', { budgets: { perProfessional: 1 } }],
  BUDGET_PER_ORGANISATION: ['10000000', { budgets: { perOrganisation: 10_000_000 } }],
  REQUESTS_PER_MINUTE: ['1', { requestsPerMinute: 1 }],
  CORS_ORIGINS: [
    'https://a.example , https://b.example,',
    { corsOrigins: ['https://a.example', 'https://b.example'] },
  ],
  TRUST_PROXY: ['10.0.0.7, 10.1.0.0/16,fd00::/8', { proxies: ['10.0.0.7', '10.1.0.0/16', 'fd00::/8'] }],
  ALLOW_CLEARTEXT: ['smtp, database', {}],
  LOG_LEVEL: ['trace', { logLevel: 'trace' }],
  SECURITY_CONTACT: ['', { securityContact: undefined }],
  SECURITY_TXT_EXPIRES: ['', { securityContact: undefined }],
  DRAIN_SECONDS: ['20', { drainSeconds: 0 }],
  INSTANCE: ['index-2.zone_a', { instance: 'index-2.zone_a' }],
  REHEARSAL: ['on', { rehearsal: true, delivery: { on: false } }],
  REVISION: ['27d6a31', { revision: '27d6a31' }],
}

t.test('every setting does what it says', async (t) => {
  t.strictSame(Object.keys(good).sort(), Object.keys(settings).sort())
  for (const [name, [value, expected]] of Object.entries(good))
    t.match(readConfig({ [name]: value }), expected, name)
})

t.test('what is set to nothing is not set', async (t) => {
  const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, '']))
  t.strictSame(readConfig(nothing), readConfig({}))
})

const bad: readonly (readonly [name: string, ...values: string[]])[] = [
  ['MODE', 'prod', 'Production', 'test'],
  ['LOGBOOK_WITNESS', '/var/witness', 'http://witness.example', 'ftp://a'],
  ['PORT', '-1', '65536', '1.5', 'value-x', '8080 value-x', ' '],
  ['OPERATIONS_PORT', 'value-x'],
  ['DATABASE_URL', 'value-x', 'mysql://value-x/db', 'https://value-x'],
  ['DATABASE_OWNER_URL', 'value-x'],
  ['DATABASE_POOL_SIZE', '1', '101', 'value-x'],
  ['QUERY_DEADLINE_MS', '99', '120001', 'Infinity'],
  [
    'TOKEN_ISSUERS',
    'value-x',
    '[]',
    '{}',
    '[{"issuer": "value-x"}]',
    '[{"issuer": "x", "jwks": "ftp://value-x"}]',
  ],
  [
    'TOKEN_ISSUERS',
    '[{"issuer": "", "jwks": "https://x"}]',
    '[{"issuer": "x", "jwks": "https://x", "value-x": 1}]',
  ],
  ['TOKEN_AUDIENCE', 'account', 'https://graph.microsoft.com'],
  ['PUBLIC_URL', 'value-x', 'ftp://value-x', 'javascript:value-x'],
  ['PORTAL_URL', 'value-x'],
  ['SMTP_URL', 'value-x', 'http://value-x'],
  ['MAIL_FROM', 'value-x', 'a@b.example, value-x@b.example', 'a@b.example\r\nBcc: value-x@b.example'],
  ['DELIVERY', 'value-x', 'true', 'ON'],
  ['DELIVERY_POLL_SECONDS', '0', '3601'],
  ['RETRY_SCHEDULE_SECONDS', 'value-x', '1,', '1, 2', '-1', '0', '10,0', '99999999999999999999'],
  ['RETENTION', 'value-x', 'yes'],
  ['RETENTION_LONGEST_GAP_DAYS', '0', '366', '-1'],
  ['BUDGET_PER_PROFESSIONAL', '0', '-5', '1000001', 'Infinity', 'NaN'],
  ['BUDGET_PER_ORGANISATION', '0', '10000001'],
  ['REQUESTS_PER_MINUTE', '0'],
  ['TRUST_PROXY', 'on', 'value-x', '0', '10', '-1', '1.5', '10.0.0.1/33', '10.0.0.1/', '/8', '10.0.0.0/7'],
  [
    'TRUST_PROXY',
    '0.0.0.0/0',
    '::/0',
    'fd00::/6',
    'fd00::/129',
    '::ffff:0:0/96',
    '10.0.0.1,',
    '10.0.0.1,value-x',
    'loopback',
  ],
  ['ALLOW_CLEARTEXT', 'value-x', 'all', 'on', 'smtp,value-x'],
  ['LOG_LEVEL', 'value-x', 'INFO'],
  ['SECURITY_CONTACT', 'value-x', 'mailto:value-x', 'http://value-x.example'],
  ['SECURITY_TXT_EXPIRES', 'value-x', '2027-02-30', '2027'],
  ['DRAIN_SECONDS', 'value-x', '-1', '301', '1.5'],
  ['INSTANCE', 'value x', 'x'.repeat(101)],
  ['REHEARSAL', 'value-x', 'true'],
  ['REVISION', 'value x'],
]

t.test('a setting that is wrong is named, and its value is not', async (t) => {
  for (const [name, ...values] of bad) {
    for (const value of values) {
      const message = refusal({ [name]: value })
      t.match(message, new RegExp(`^The settings are not usable:\n  ${name}[.:]`), `${name}: ${value}`)
      t.notMatch(message, /value-x/, `${name}: ${value} is not quoted`)
      t.notMatch(
        message,
        /Invalid|xpected|Too (big|small)|Unrecognized/,
        `${name}: ${value}: not what the library says`,
      )
    }
  }
})

t.test('proxies are named, or counted, and "on" is told what to be instead', async (t) => {
  t.match(readConfig({ TRUST_PROXY: 'off' }), { proxies: [] })
  t.match(readConfig({ TRUST_PROXY: '2' }), { proxies: 2 })
  t.match(refusal({ TRUST_PROXY: 'on' }), /name the addresses or networks of your proxies/)
})

t.test('every fault is named at once', async (t) => {
  const all = Object.fromEntries(bad.map(([name, value = '']) => [name, value]))
  const lines = refusal({
    ...all,
    MODE: 'production',
    KEYS: 'k',
    KEYS_FILE: 'f',
    MAIL_FROM: undefined,
  }).split('\n')
  const named = new Set(lines.slice(1).map((line) => line.trim().split(/[.:]/)[0]))
  t.strictSame(
    [...named].sort(),
    [...Object.keys(all), 'DESTRUCTION_LEDGER', 'KEYS'].filter((name) => name !== 'MODE').sort(),
  )
})

t.test('keys come from one place', async (t) => {
  t.match(refusal({ KEYS: '{}', KEYS_FILE: 'keys.json' }), /KEYS: not together with KEYS_FILE/)
})

t.test('production asks for all that the embedded default would make up', async (t) => {
  t.match(readConfig(production), { production: true, host: '0.0.0.0' })
  t.equal(readConfig({ ...production, MODE: undefined, NODE_ENV: 'production' }).production, true)
  t.equal(readConfig({ MODE: 'development', NODE_ENV: 'production' }).production, false)
  for (const name of Object.keys(production).filter((each) => each !== 'MODE')) {
    const lines = refusal({ ...production, [name]: undefined }).split('\n')
    t.match(lines, ['The settings are not usable:', new RegExp(`^  ${name}: needed in production\\. .{10}`)])
    t.equal(lines.length, 2)
  }
  const { KEYS_FILE: _, ...others } = production
  t.strictSame(readConfig({ ...others, KEYS: '{}' }).keys, { json: '{}' })
})

t.test('production takes the keys of an issuer over https or from a file, and no other way', async (t) => {
  const issuer = (jwks: string) => ({ ...production, TOKEN_ISSUERS: JSON.stringify([{ issuer: 'x', jwks }]) })
  t.match(refusal(issuer('http://value-x/jwks')), /^ {2}TOKEN_ISSUERS: /m)
  t.ok(readConfig(issuer('file:///run/jwks.json')))
  t.ok(readConfig({ ...issuer('http://x/jwks'), MODE: 'development' }))
})

const clear: Readonly<Record<string, readonly [env: Record<string, string>, line: string]>> = {
  'a database without TLS': [{ DATABASE_URL: 'postgres://u:value-x@db/x?sslmode=disable' }, 'database'],
  'a database that may have TLS': [{ DATABASE_URL: 'postgres://db/x?sslmode=prefer' }, 'database'],
  'a database with TLS to anybody': [{ DATABASE_URL: 'postgres://db/x?sslmode=require' }, 'database'],
  'a database, by the other word': [{ DATABASE_URL: 'postgres://db/x?ssl=false' }, 'database'],
  'a database, said twice': [
    { DATABASE_URL: 'postgres://db/x?sslmode=verify-full&sslmode=disable' },
    'database',
  ],
  'the owner of the database': [
    { DATABASE_OWNER_URL: 'postgres://o:value-x@db/x?sslmode=disable' },
    'database',
  ],
  'a name that begins as that of the own machine': [
    { DATABASE_URL: 'postgres://localhost.value-x/x?sslmode=disable' },
    'database',
  ],
  'mail without TLS': [{ SMTP_URL: 'smtp://u:value-x@mail.example?ignoreTLS=true' }, 'smtp'],
  'mail with TLS to anybody': [{ SMTP_URL: 'smtps://mail.example?tls.rejectUnauthorized=false' }, 'smtp'],
  'mail where TLS is not required': [{ SMTP_URL: 'smtp://mail.example?requireTLS=false' }, 'smtp'],
  'the keys of an issuer': [{ TOKEN_ISSUERS: '[{"issuer": "x", "jwks": "http://value-x/jwks"}]' }, 'issuers'],
  'the address of the API': [{ PUBLIC_URL: 'http://value-x.example' }, 'public-url'],
  'the address in mails': [{ PORTAL_URL: 'http://value-x.example' }, 'public-url'],
  'the origin of a browser': [{ CORS_ORIGINS: 'https://a.example,http://value-x.example' }, 'cors'],
  'no origin': [{ CORS_ORIGINS: 'null' }, 'cors'],
}

t.test('R23: no line to another machine goes in the clear, unless a setting says so by name', async (t) => {
  for (const [what, [env, line]] of Object.entries(clear)) {
    const name = Object.keys(env)[0] ?? ''
    const told = refusal({ ...production, ...env })
    t.match(told, new RegExp(`^  ${name}: needs .* ALLOW_CLEARTEXT=${line} `, 'm'), what)
    t.notMatch(told, /value-x/, `${what}: and its value is not told`)
    t.ok(readConfig({ ...production, ...env, ALLOW_CLEARTEXT: line }), `${what}: said by name`)
    const others = ['database', 'smtp', 'issuers', 'public-url', 'cors'].filter((each) => each !== line)
    t.match(
      refusal({ ...production, ...env, ALLOW_CLEARTEXT: others.join(',') }),
      name,
      `${what}: others do not count`,
    )
  }
})

t.test(
  'R23: TLS is asked of a database and a mail server on another machine, where the address says nothing',
  async (t) => {
    const { database, mail } = readConfig({ ...production, DATABASE_OWNER_URL: 'postgres://o:p@db/x' })
    t.match(database, {
      url: 'postgres://db/verwijsindex?sslmode=verify-full',
      ownerUrl: 'postgres://o:p@db/x?sslmode=verify-full',
    })
    t.equal(new URL(mail.url ?? '').searchParams.get('requireTLS'), 'true')
    const own = ['localhost', '127.0.0.1', '127.8.8.8', '[::1]', '%2Fvar%2Frun%2Fpostgresql']
    for (const host of own) {
      const url = `postgres://u:p@${host}/x`
      t.match(readConfig({ ...production, DATABASE_URL: url }), { database: { url } }, host)
    }
    for (const url of ['smtp://127.0.0.1:25', 'smtps://mail.example'])
      t.match(readConfig({ ...production, SMTP_URL: url }), { mail: { url } })
    const allowed = readConfig({ ...production, ALLOW_CLEARTEXT: 'database,smtp' })
    t.match(allowed, { database: { url: production.DATABASE_URL }, mail: { url: production.SMTP_URL } })
  },
)

t.test(
  'several hosts of a database are one address, to all of which the line is checked (R23)',
  async (t) => {
    const url = 'postgres://u:p@one:5432,two,[fd00::1]:5433/x'
    t.equal(readConfig({ DATABASE_URL: url }).database.url, url)
    t.equal(
      readConfig({ ...production, DATABASE_URL: `${url}?target_session_attrs=primary` }).database.url,
      `${url}?target_session_attrs=primary&sslmode=verify-full`,
    )
    const own = 'postgres://u:p@127.0.0.1:5432,localhost:5433/x'
    t.equal(readConfig({ ...production, DATABASE_URL: own }).database.url, own)
    t.match(
      refusal({ ...production, DATABASE_URL: 'postgres://localhost,value-x/x?sslmode=disable' }),
      /^ {2}DATABASE_URL: needs sslmode=verify-full (?![\s\S]*value-x)/m,
      'where one of them is another machine',
    )
    for (const hosts of ['one:5432,', ',two', 'one:x,two', 'one:5432,two:70000', 'one two'])
      t.match(refusal({ DATABASE_URL: `postgres://u@${hosts}/x` }), /DATABASE_URL: /, hosts)
    for (const word of ['any', 'standby', 'prefer-standby', 'read-only', 'value-x'])
      t.match(
        refusal({ DATABASE_URL: `${url}?target_session_attrs=${word}` }),
        /DATABASE_URL: has a target_session_attrs by which a standby could be taken; let it be read-write or primary/,
        word,
      )
  },
)

t.test('R23: certificates are checked in production', async (t) => {
  t.match(refusal({ ...production, NODE_TLS_REJECT_UNAUTHORIZED: '0' }), /certificates are checked/)
})

/** What reading a configuration is refused with. */
function refusal(env: Record<string, string | undefined>): string {
  try {
    readConfig(env)
  } catch (error) {
    return (error as Error).message
  }
  return 'not refused'
}

t.test('a variable that resembles a setting is one that was misspelt', async (t) => {
  const misspelt = {
    DATABASE_ULR: 'DATABASE_URL',
    DATABASE_OWNERURL: 'DATABASE_OWNER_URL',
    database_url: 'DATABASE_URL',
    'KEYS-FILE': 'KEYS_FILE',
    KEY_FILE: 'KEYS_FILE',
    SMTP_URI: 'SMTP_URL',
    Port: 'PORT',
    LOGBOOK_WITNES: 'LOGBOOK_WITNESS',
    DESTRUCTION_LEGDER: 'DESTRUCTION_LEDGER',
    ALLOW_CLEAR_TEXT: 'ALLOW_CLEARTEXT',
  }
  for (const [name, meant] of Object.entries(misspelt)) {
    const message = refusal({ [name]: 'value-x' })
    t.equal(
      message,
      `The settings are not usable:\n  ${name}: is no setting; did you mean ${meant}? Correct it, or take it away`,
    )
  }
})

t.test('other variables of the environment are none', async (t) => {
  const others = [
    'PATH HOME HOSTNAME HOSTTYPE USER PWD OLDPWD SHLVL LANG TZ TERM MAIL LOGNAME SHELL EDITOR',
    'NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_VERSION NODE_PATH YARN_VERSION npm_config_cache npm_package_name npm_lifecycle_event',
    'KUBERNETES_SERVICE_HOST DATABASE_SERVICE_HOST DATABASE_SERVICE_PORT DATABASE_PORT_5432_TCP_ADDR SMTP_PORT SMTP_PORT_25_TCP',
    'POSTGRES_URL PGHOST PGPASSWORD HTTP_PROXY NO_PROXY SSL_CERT_FILE INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET VERSION REVISION',
  ].flatMap((line) => line.split(' '))
  t.strictSame(judgeSettings(Object.fromEntries(others.map((name) => [name, 'x']))).faults, [])
  t.strictSame(judgeSettings({ DATABASE_PASSWORD: 'value-x', SMTP_PORT: '25' }).remarks, [
    'DATABASE_PASSWORD: is no setting, and does nothing here; docs/operating.md has them all',
  ])
})

t.test(
  'an address whose password is not URL-encoded is told of, also where it is an address of something else',
  async (t) => {
    for (const password of ['a/b', 'a?b', 'a#b', 'a@b', '1/2', '12?x', 'a[b', '100%', '%zz'])
      t.match(
        refusal({ DATABASE_URL: `postgres://login:${password}@db.example/x` }),
        /DATABASE_URL: has a login or password that is not URL-encoded/,
        password,
      )
    for (const password of ['a%2Fb', 'a%40b', 'a:b', 'a+b&c=d', '~!$*()'])
      t.ok(readConfig({ DATABASE_URL: `postgres://login:${password}@db.example/x` }), password)
    t.ok(readConfig({ DATABASE_URL: 'postgres://%2Fvar%2Frun%2Fpostgresql/x?user=login' }))
    t.ok(readConfig({ PORTAL_URL: 'https://portaal.example/@jeugd' }))
  },
)
