import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { completeConfig } from '../../src/config/complete-config.ts'
import { readConfig } from '../../src/config.ts'
import { issueDevelopmentToken } from '../../src/development/issuer.ts'
import { startEmbeddedPostgres } from '../../src/development/postgres/embedded-postgres.ts'
import { startDevelopment } from '../../src/development/start.ts'
import { dateInAmsterdam } from '../../src/ground/calendar.ts'
import { createLog } from '../../src/http/door/log.ts'
import { generateKeys, oldestSeed, parseKeys } from '../../src/identity/keys.ts'
import { verifierOf } from '../../src/logbook/note.ts'
import { readLogbook } from '../../src/logbook/read-logbook.ts'
import { logbookSigner } from '../../src/logbook/signer.ts'
import { verifyLogbook } from '../../src/logbook/verify-logbook.ts'
import { runRetention } from '../../src/retention/run-retention.ts'
import { start } from '../../src/start.ts'
import { testPersons } from '../support/bsn.ts'
import { serviceOf } from '../support/clockwork.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { ownDirectory } from '../support/directory.ts'
import { createIssuer, type Issuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { smallRegion } from '../support/region.ts'
import { findSystemPostgres, startSystemPostgres } from '../support/system-postgres.ts'

t.setTimeout(300_000)

const silent = createLog('silent')
const pgbackrest = '/usr/bin/pgbackrest'
const publicUrl = 'https://verwijsindex.example'

/** A way to make a backup, and to put it back; nobody is connected meanwhile. */
interface Backup {
  take(): Promise<void>
  restore(): Promise<void>
}

/** A production installation that is started as it really is, by its configuration. */
async function installation(t: Test, database: TestDatabase) {
  const { sql } = database
  const keys = generateKeys(false)
  const ledger = join(await ownDirectory(t, 'ledger'), 'ledger')
  const witness = join(await ownDirectory(t, 'witness'), 'witness')
  const issuer = await createIssuer(t)
  const { professionals, region } = await smallRegion(sql, 2)
  const administrator = await region.account({ roles: ['functional_administrator'] })
  const settings = readConfig({
    MODE: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    OPERATIONS_PORT: '0',
    DATABASE_URL: database.serviceUrl,
    TOKEN_ISSUERS: JSON.stringify([{ issuer: issuer.issuer, jwks: issuer.jwks.href }]),
    PUBLIC_URL: publicUrl,
    PORTAL_URL: publicUrl,
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'noreply@verwijsindex.example',
    DELIVERY: 'off',
    KEYS: keys,
    DESTRUCTION_LEDGER: ledger,
    LOGBOOK_WITNESS: pathToFileURL(witness).href,
  })
  const config = completeConfig(settings)
  const [first, second] = professionals.map(({ subject }) => subject) as [string, string]
  return {
    keys,
    ledger,
    subjects: { first, second, administrator: administrator.subject },
    start: () => start(config, silent),
    /** Starts it for as long as something is done with it. */
    async during<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
      const started = await start(config, silent)
      try {
        return await work(asker(started.url, issuer))
      } finally {
        await started.close()
      }
    },
  }
}

type Ask = (subject: string, path: string, payload: object) => Promise<{ status: number; id: string }>

const asker =
  (url: string, issuer: Pick<Issuer, 'token'>): Ask =>
  async (subject, path, payload) => {
    const answer = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await issuer.token(subject)}`, 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    })
    const text = await answer.text()
    return { status: answer.status, id: text === '' ? '' : (JSON.parse(text).id as string) }
  }

const [unfounded, matched, dead, grown, stays] = testPersons.map(({ bsn, birthDate }) => ({
  bsn,
  birthDate,
})) as [Person, Person, Person, Person, Person]
type Person = { readonly bsn: string; readonly birthDate: string }

/** What must show, with each tool for backups: a backup from before a destruction, restored and opened. */
async function story(t: Test, database: TestDatabase, backup: Backup): Promise<void> {
  const { during, subjects, ledger, keys } = await installation(t, database)
  const look = async <T>(work: (sql: postgres.Sql) => Promise<T>) => {
    const sql = openSql(database.superuserUrl)
    return work(sql).finally(() => sql.end({ timeout: 5 }))
  }
  const there = () =>
    look(async (sql) => ({
      persons: (await sql`select id from young_person order by id`).map(({ id }) => id as string),
      signals: (await sql`select id from signal order by id`).map(({ id }) => id as string),
      index: (await sql`select from identity_index`).length,
      openMatches: (await sql`select from match where closed_at is null`).length,
    }))
  const { first, second, administrator } = subjects
  const ids = await during(async (ask) => ({
    unfounded: (await ask(first, '/signals', unfounded)).id,
    matched: (await ask(first, '/signals', matched)).id,
    met: (await ask(second, '/signals', matched)).id,
    dead: (await ask(first, '/signals', dead)).id,
    grown: (await ask(first, '/signals', grown)).id,
    stays: (await ask(first, '/signals', stays)).id,
  }))
  await database.sql.end({ timeout: 5 })
  await backup.take()

  // Destroyed in four ways; the birthday was set on a later day in the backup, so that only the ledger knows of it there.
  await look(
    (sql) => sql`update young_person set destruction_date = current_date - 1
    where id = (select young_person_id from signal where id = ${ids.grown})`,
  )
  await during(async (ask) => {
    t.equal((await ask(first, `/signals/${ids.unfounded}/endings`, { reason: 'unfounded' })).status, 204)
    t.equal((await ask(first, `/signals/${ids.matched}/endings`, { reason: 'unfounded' })).status, 204)
    t.equal((await ask(administrator, '/deaths', { bsn: dead.bsn })).status, 204)
    // Of today the work may be done already; the day is Amsterdam's, where it may be past midnight.
    const tomorrow = new Date(Date.parse(dateInAmsterdam(new Date())) + 36 * 3_600_000)
    await runRetention({ database: serviceOf(t, database), clock: () => tomorrow, longestGapDays: 7 })
  })
  const after = await there()
  t.strictSame(after.signals, [ids.met, ids.stays].sort())

  await backup.restore()
  t.equal((await there()).persons.length, 5, 'the backup has everybody')
  const restoredSignals = (await there()).signals
  t.strictSame(restoredSignals, Object.values(ids).sort())

  await during(async (ask) => {
    t.strictSame(await there(), after, 'once it is open nobody who was destroyed is there')
    t.equal(
      (await ask(second, '/signals', dead)).status,
      201,
      'a professional who registers them meets nobody',
    )
  })
  await look(async (sql) => {
    t.match(await sql`select count::int from logbook where event = 'ledger_replayed'`, [{ count: 5 }])
    const gone = [ids.unfounded, ids.dead, ids.grown]
    t.equal(
      (await sql`select from logbook where signal_id = any (${gone}::uuid[]) and young_person_id is not null`)
        .length,
      0,
    )
    const signer = logbookSigner(publicUrl, oldestSeed(parseKeys(keys).logbook))
    const { findings } = await verifyLogbook(readLogbook(sql), verifierOf(signer), [])
    t.strictSame(findings, [], 'the logbook verifies')
  })
  t.ok((await readdir(ledger)).length > 0)
}

t.test('a backup by copying the database, restored and opened: nobody destroyed is there', async (t) => {
  const database = await createTestDatabase(t)
  const name = new URL(database.superuserUrl).pathname.slice(1)
  const owner = Object.assign(new URL(database.superuserUrl), { pathname: '/postgres' }).href
  const admin = openSql(owner)
  t.teardown(async () => {
    await admin.unsafe(`drop database if exists ${name}_backup`)
    await admin.end({ timeout: 5 })
  })
  await story(t, database, {
    take: async () =>
      void (await admin.unsafe(`create database ${name}_backup template ${name} owner verwijsindex_owner`)),
    async restore() {
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.unsafe(`create database ${name} template ${name}_backup owner verwijsindex_owner`)
    },
  })
})

const bin = await findSystemPostgres()
const skip = bin === undefined && 'no PostgreSQL with pg_dump here (Debian: postgresql)'

t.test(
  'a backup by pg_dump, restored by pg_restore and opened: nobody destroyed is there',
  { skip },
  async (t) => {
    const { database, tool, version } = await startSystemPostgres(t, bin ?? '')
    t.comment(version)
    const file = join(await ownDirectory(t, 'dump'), 'verwijsindex.dump')
    const admin = openSql(database.superuserUrl.replace(/verwijsindex$/, 'postgres'))
    t.teardown(() => admin.end({ timeout: 5 }))
    await story(t, database, {
      take: async () => writeFile(file, await tool('pg_dump', '--format=custom')),
      async restore() {
        await admin.unsafe('drop database verwijsindex with (force)')
        await admin.unsafe('create database verwijsindex owner verwijsindex_owner')
        await tool('pg_restore', '--exit-on-error', file)
      },
    })
  },
)

const noPgbackrest = !existsSync(pgbackrest) && 'no pgbackrest here (Debian: pgbackrest)'

t.test(
  'a backup by pgbackrest, restored and opened: nobody destroyed is there',
  { skip: skip || noPgbackrest },
  async (t) => {
    const place = await ownDirectory(t, 'pgbackrest')
    const file = join(place, 'pgbackrest.conf')
    const own = (...args: string[]) => [`--config=${file}`, '--stanza=verwijsindex', ...args]
    const cluster = await startSystemPostgres(t, bin ?? '', {
      archive_mode: 'on',
      archive_command: `${pgbackrest} ${own('archive-push', '%p').join(' ')}`,
      max_wal_senders: '3',
    })
    const { database, data, directory, port, run, version } = cluster
    await writeFile(
      file,
      `[global]\nrepo1-path=${directory}/repository\nlog-path=${directory}\nlock-path=${directory}\nspool-path=${directory}\nlog-level-file=off\n` +
        `[verwijsindex]\npg1-path=${data}\npg1-port=${port}\npg1-socket-path=${directory}\npg1-user=postgres\n`,
    )
    t.comment(version, (await run(pgbackrest, ['version'])).toString().trim())
    await run(pgbackrest, own('stanza-create'))
    await story(t, database, {
      take: async () => void (await run(pgbackrest, own('--type=full', '--start-fast', 'backup'))),
      async restore() {
        await cluster.stop()
        await run(pgbackrest, own('--delta', '--type=immediate', '--target-action=promote', 'restore'))
        await cluster.start()
        await promoted(database)
      },
    })
  },
)

t.test('the embedded default: its files put back, and started: nobody destroyed is there', async (t) => {
  const base = await ownDirectory(t)
  const directory = join(base, 'data')
  const config = readConfig({ PORT: '0', OPERATIONS_PORT: '0', DATA_DIRECTORY: directory, DELIVERY: 'off' })
  const issuer = { token: (subject: string) => issueDevelopmentToken(directory, subject, 'verwijsindex') }
  const during = async <T>(work: (ask: Ask) => Promise<T>) => {
    const started = await startDevelopment(config, silent)
    return work(asker(started.url, issuer)).finally(() => started.close())
  }
  const professional = 'jeugdverpleegkundige'
  const { id } = await during((ask) => ask(professional, '/signals', unfounded))
  await cp(join(directory, 'postgres'), join(base, 'backup'), { recursive: true, preserveTimestamps: true })
  await keepOwners(join(directory, 'postgres'), join(base, 'backup'))
  await during(async (ask) =>
    t.equal((await ask(professional, `/signals/${id}/endings`, { reason: 'unfounded' })).status, 204),
  )

  await rm(join(directory, 'postgres'), { recursive: true })
  await rename(join(base, 'backup'), join(directory, 'postgres'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  const sql = openSql(server.url('verwijsindex'))
  t.equal((await sql`select from signal where id = ${id}`).length, 1, 'the backup has it')
  await sql.end({ timeout: 5 })
  await server.stop()
  await during(async (ask) => {
    const again = await ask(professional, '/signals', unfounded)
    t.equal(again.status, 201, 'it was not there any more')
    t.not(again.id, id)
  })
})

t.test(
  'production refuses a ledger that is not whole, and one that lacks what the database has as kept',
  async (t) => {
    const database = await createTestDatabase(t)
    const { during, start, subjects, ledger } = await installation(t, database)
    await during(async (ask) => {
      const { id } = await ask(subjects.first, '/signals', unfounded)
      await ask(subjects.first, `/signals/${id}/endings`, { reason: 'unfounded' })
    })
    const [name = ''] = await readdir(ledger)
    const file = join(ledger, name)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('unfounded', 'erasure'))
    await t.rejects(start(), { message: /ledger of destructions is not whole: 1 faults/ })
    await rename(ledger, `${ledger}.away`)
    await t.rejects(start(), {
      message: /ledger of destructions is not whole: 0 faults, 2 destructions missing/,
    })
    await rename(`${ledger}.away`, ledger)
    await writeFile(file, text)
    await (await start()).close()
  },
)

/** Until then a restored server lets nothing be written. */
async function promoted({ superuserUrl }: TestDatabase): Promise<void> {
  const sql = openSql(superuserUrl)
  for (let turn = 0; turn < 600; turn++) {
    const [row] = await sql<{ waits: boolean }[]>`select pg_is_in_recovery() as waits`
    if (row?.waits === false) break
    await new Promise((next) => setTimeout(next, 50))
  }
  await sql.end({ timeout: 5 })
}

/** As root the files belong to the server's user, and a copy must as well. */
async function keepOwners(from: string, to: string): Promise<void> {
  if (process.geteuid?.() !== 0) return
  const { lchown, lstat } = await import('node:fs/promises')
  for (const name of ['.', ...(await readdir(from, { recursive: true }))]) {
    const { uid, gid } = await lstat(join(from, name))
    await lchown(join(to, name), uid, gid)
  }
}
