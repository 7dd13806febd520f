import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { stringify } from 'yaml'
import { freePort } from '../../src/development/postgres/port.ts'
import { oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { readWitness } from '../../src/logbook/witness-directory.ts'
import { prepareService, type ServiceProcess } from '../crash/service-process.ts'
import { testPersons } from '../support/bsn.ts'
import { ownDirectory } from '../support/directory.ts'
import { createIssuer, type Issuer } from '../support/issuer.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { openSql } from '../support/open-sql.ts'
import { nodeArguments } from '../support/program.ts'
import { smallRegion } from '../support/region.ts'
import { findSystemPostgres, startSystemPostgres } from '../support/system-postgres.ts'

t.setTimeout(280_000)

const root = fileURLToPath(new URL('../..', import.meta.url))
const operating = await readFile(join(root, 'docs/operating.md'), 'utf8')
const rulesFile = join(root, 'docs/operating/prometheus/alarms.yml')

/** The command that runs a program of this tree from any folder. */
const run = (path: string) =>
  ['node', ...nodeArguments(path)].join(' ').replace('=tsx', `=${import.meta.resolve('tsx')}`)

/** Only root may become another user; others are the administrator of the database of a test anyway. */
const asAdministrator = process.getuid?.() === 0 ? 'runuser -u postgres -- ' : ''

/** The commands of the document, in their blocks; with the folders, names and programs of this machine. */
function documented(folder: string, port: number, operationsPort: number): string[] {
  const [, section = ''] = /\n### Rehearse a restore\n([\s\S]*?)(?=\n##|$)/.exec(operating) ?? []
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) =>
    block
      .replaceAll('18080', String(port))
      .replaceAll('19464', String(operationsPort))
      .replaceAll('runuser -u postgres -- ', asAdministrator)
      .replaceAll('node /opt/verwijsindex/dist/src/main.js', run('src/main.ts'))
      .replaceAll(/(?<=[ (=]|file:\/\/)\/(etc|var\/lib)\/verwijsindex\//g, `${folder}/$1/`),
  )
}

/** Puts the settings of a service where a Debian server has them, with the commands that read them there. */
async function install(folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const { KEYS, SMTP_URL, DATABASE_URL, DATABASE_OWNER_URL, ...others } = env
  const { DESTRUCTION_LEDGER, LOGBOOK_WITNESS, PATH, MODE, ...plain } = others
  const ofRoot = join(folder, 'etc')
  await mkdir(ofRoot)
  await mkdir(join(folder, 'var/lib'), { recursive: true })
  await symlink(DESTRUCTION_LEDGER ?? '', join(folder, 'var/lib/ledger'))
  await symlink(fileURLToPath(LOGBOOK_WITNESS ?? ''), join(folder, 'var/lib/witness'))
  const files = {
    'keys.json': KEYS,
    'smtp-url': SMTP_URL,
    'database-url': DATABASE_URL,
    'database-owner-url': DATABASE_OWNER_URL,
    'settings.env': Object.entries(plain)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  }
  for (const [name, text = ''] of Object.entries(files))
    await writeFile(join(ofRoot, name), `${text}\n`, { mode: 0o600 })
  await mkdir(join(folder, 'bin'))
  for (const name of ['verwijsindex', 'verwijsindex-owner']) {
    const command = await readFile(join(root, 'docs/operating/debian', name), 'utf8')
    const here = command
      .replaceAll('/etc/verwijsindex', ofRoot)
      .replaceAll('/var/lib/verwijsindex', join(folder, 'var/lib'))
      .replace('/usr/bin/node /opt/verwijsindex/dist/src/cli/verwijsindex.js', run('src/cli/verwijsindex.ts'))
    await writeFile(join(folder, 'bin', name), here, { mode: 0o755 })
  }
}

/** A shell that is given blocks of commands one after the other; it ends with the first that fails. */
function shell(t: Test, env: Readonly<Record<string, string>>, directory: string) {
  const bash = spawn('bash', ['-e', '-o', 'pipefail'], { env, cwd: directory, detached: true })
  let told = ''
  bash.stdout.on('data', (text) => (told += text))
  bash.stderr.on('data', (text) => (told += text))
  const ended = once(bash, 'exit')
  // The service that it begins as well.
  t.teardown(() => bash.exitCode === null && process.kill(-(bash.pid ?? 0), 'SIGKILL'))
  const over = ended.then(([code]) => Promise.reject(new Error(`the shell ended with ${code}: ${told}`)))
  over.catch(() => {})
  let blocks = 0
  return {
    async play(block: string): Promise<string> {
      const [from, mark] = [told.length, `block ${++blocks} is done`]
      bash.stdin.write(`${block}\necho ${mark}\n`)
      while (!told.slice(from).includes(mark)) await Promise.race([sleep(50), over])
      return told.slice(from)
    },
    async end() {
      bash.stdin.end()
      await ended
    },
  }
}

/** What is in the files of a directory. */
async function contents(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
  return Object.fromEntries(names.map((name, n) => [name, texts[n] ?? '']))
}

async function scrape(port: string | number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}

const figure = (text: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition()); await sleep(200))
    if (Date.now() > deadline) throw new Error('it does not come to pass')
}

const asker = (issuer: Issuer) => async (url: string, subject: string, path: string, payload?: object) => {
  const answer = await fetch(`${url}/v1${path}`, {
    method: payload ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${await issuer.token(subject)}`, 'content-type': 'application/json' },
    ...(payload ? { body: JSON.stringify(payload) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
}

/** Every alarm that goes off by what was scraped, as if it stayed so for some hours. */
async function alarmsBy(t: Test, scraped: Readonly<Record<string, string>>): Promise<string> {
  const rules = await readFile(rulesFile, 'utf8')
  const series = Object.entries(scraped).flatMap(([instance, text]) => [
    { series: `up{job="verwijsindex",instance="${instance}"}`, values: '1x200' },
    ...text
      .split('\n')
      .filter((line) => line !== '' && !/^#| Nan$/.test(line))
      .map((line) => {
        const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
        const all = [`job="verwijsindex",instance="${instance}"`, labels]
          .filter((part) => part !== '')
          .join(',')
        return { series: `${name}{${all}}`, values: `${value}x200` }
      }),
  ])
  const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name)
  const directory = await ownDirectory(t, 'alarms')
  await writeFile(join(directory, 'alarms.yml'), rules)
  await writeFile(
    join(directory, 'cases.yml'),
    stringify({
      rule_files: ['alarms.yml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: series,
          alert_rule_test: names.map((alertname) => ({ alertname, eval_time: '180m', exp_alerts: [] })),
        },
      ],
    }),
  )
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(directory, 'cases.yml')], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : `${stdout}${stderr}`
}

/** All that was to be told is told, every destruction is in the ledger, and the witness has the last state. */
async function settled({ env }: ServiceProcess, mail: MailServer, mails: number): Promise<void> {
  await until(async () => {
    const text = await scrape(env.OPERATIONS_PORT ?? '')
    return (
      mail.received.length >= mails &&
      ['notifications_waiting', 'ledger_waiting', 'logbook_oldest_unsealed_seconds'].every(
        (name) => figure(text, name) === 0,
      )
    )
  })
}

const bin = await findSystemPostgres()
const needed = ['createdb', 'curl', 'promtool'].filter((program) => !existsSync(`/usr/bin/${program}`))
const skip =
  (bin === undefined || needed.length > 0) &&
  `not here: ${[...(bin === undefined ? ['PostgreSQL with its tools'] : []), ...needed].join(', ')} (Debian: postgresql, curl, prometheus)`

t.test(
  'R8, R20: a restore is rehearsed by the document beside a service: nobody destroyed is in the copy, and the service notices nothing',
  { skip },
  async (t) => {
    const { database, port } = await startSystemPostgres(t, bin ?? '')
    const issuer = await createIssuer(t)
    const mail = await startMailServer(t)
    const { professionals } = await smallRegion(database.sql, 2)
    const [first, second] = professionals.map(({ subject }) => subject) as [string, string]
    const live = await prepareService(t, { databaseUrl: database.serviceUrl, issuer, mailUrl: mail.url })
    await live.start()
    const ask = asker(issuer)
    /** As a client does that gets a 503 of a busy machine. */
    const done = async (subject: string, path: string, payload: object | undefined) => {
      for (;;) {
        const answer = await ask(live.url, subject, path, payload)
        if (answer.status !== 503) return answer
        await sleep(500)
      }
    }
    const [matched, ended, also] = testPersons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))

    // The backup has mail that is still to be sent, and two young persons who are destroyed after it.
    mail.refuseWith = 451
    const kept = await done(first, '/signals', matched)
    t.equal((await done(second, '/signals', matched)).status, 201)
    const spent = [await done(first, '/signals', ended), await done(first, '/signals', also)]
    const directory = await ownDirectory(t, 'rehearsal')
    const dump = join(directory, 'verwijsindex.dump')
    await promisify(execFile)('pg_dump', ['--format=custom', `--file=${dump}`, database.ownerUrl])
    mail.refuseWith = undefined
    for (const { body } of spent)
      t.equal((await done(first, `/signals/${body.id}/endings`, { reason: 'unfounded' })).status, 204)
    await settled(live, mail, 2)

    const { env } = live
    const witness = fileURLToPath(env.LOGBOOK_WITNESS ?? '')
    const before = {
      ledger: await contents(env.DESTRUCTION_LEDGER ?? ''),
      witness: await contents(witness),
      mails: mail.received.length,
      alarms: await alarmsBy(t, {
        live: await scrape(env.OPERATIONS_PORT ?? ''),
      }),
    }
    t.equal(before.alarms, '')
    const [own, ownOperations] = [await freePort(undefined), await freePort(undefined)]
    await install(directory, { ...env, DATABASE_OWNER_URL: database.ownerUrl, LOG_LEVEL: 'info' })
    // Nothing of the service is in the shell of an officer.
    const environment = {
      PATH: `${join(directory, 'bin')}:${env.PATH ?? process.env.PATH}`,
      HOME: directory,
      ...{ PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres' },
    }
    const [settings = '', begin = '', finish = '', ...more] = documented(directory, own, ownOperations)
    t.strictSame(more, [])
    const { play, end } = shell(t, environment, directory)
    t.match(
      await play('REHEARSAL=on verwijsindex check || echo "refused with $?"'),
      /fault +rehearsal .*a service works at it(.*\n)*refused with 1/,
      'who forgets to name the copy is stopped',
    )
    await play(settings)
    const told = await play(begin)
    t.match(told, /^0 faults, /m)
    t.match(told, /^Nothing was tampered with\.$/m)
    t.match(told, /^[1-9]\d* of those that the witness kept were signed after the backup\.$/m)
    t.match(told, '{"status":"live","rehearsal":true}')
    t.match(told, /"replayed":4,/)
    t.match(told, /; 0 of them not known to the database\.\nThe ledger is whole\.$/m)

    const copy = `http://127.0.0.1:${own}`
    const seen = await ask(copy, first, '/signals')
    t.strictSame(
      seen.body.items.map(({ id }: { id: string }) => id),
      [kept.body.id],
      'who was not destroyed is there, and nobody else',
    )
    for (const change of [
      ask(copy, second, '/signals', also),
      ask(copy, first, `/signals/${kept.body.id}/endings`, { reason: 'unfounded' }),
    ])
      t.equal((await change).status, 503, 'nothing is changed')
    for (const port of [own, ownOperations])
      t.equal(
        (await fetch(`http://127.0.0.1:${port}/health/ready`)).status,
        503,
        'nobody is to be sent there',
      )
    t.equal((await ask(live.url, second, '/signals')).status, 200)
    // Longer than a look for mail, and a round of what works in the background.
    await sleep(5000)
    const scraped = await scrape(ownOperations)
    t.notMatch(scraped, /^(?!#|process_|nodejs_)\w/m, 'no figure by which an alarm goes off')
    await play(finish)
    await end()

    t.equal(mail.received.length, before.mails, 'no mail is sent twice')
    t.strictSame(await contents(env.DESTRUCTION_LEDGER ?? ''), before.ledger, 'the ledger is as it was')
    t.match(await contents(witness), before.witness)
    const sql = openSql(database.superuserUrl)
    const verifier = verifierOf(
      logbookSigner(env.PUBLIC_URL ?? '', oldestSeed(parseKeys(env.KEYS ?? '').logbook)),
    )
    const { findings } = await verifyLogbook(readLogbook(sql), verifier, await readWitness(witness))
    t.strictSame(findings, [], 'the witness has what the service signed, and nothing else')
    t.strictSame([...(await sql`select from pg_database where datname = 'verwijsindex_rehearsal'`)], [])
    await sql.end({ timeout: 5 })
    const text = await scrape(env.OPERATIONS_PORT ?? '')
    t.equal(await alarmsBy(t, { live: text, copy: scraped }), '', 'no alarm goes off')
    live.signal('SIGTERM')
    t.equal(await live.ended(), 0)
  },
)
