import { execFileSync } from 'node:child_process'
import { chown, mkdir, mkdtemp, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { crowd } from '../matching/crowd.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { ownCluster } from '../support/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'
import { createTestService, type TestService } from '../support/service.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'

t.setTimeout(300_000)

/** What is absent while the database is away, and what is always there. */
const ofDatabase = [
  'notifications_waiting',
  'retention_due',
  'ledger_waiting',
  'logbook_oldest_unsealed_seconds',
]
const ofProcess = ['process_cpu_seconds_total', 'registration_batch_size_count', 'database_links_lost_total']

async function namesOfMetrics({ service }: TestService): Promise<Set<string>> {
  const { statusCode, payload } = await service.operations.inject('/metrics')
  t.equal(statusCode, 200)
  return new Set(payload.split('\n').flatMap((line) => /^(\w+)/.exec(line)?.[1] ?? []))
}

const readiness = async ({ service }: TestService) => {
  const answer = await service.operations.inject('/health/ready')
  return [answer.statusCode, answer.headers['retry-after']]
}

const bsns = madeUpBsns()
const nextBsn = () => bsns.next().value as string

const register = (tested: TestService) => tested.register('p0', { bsn: nextBsn(), birthDate: '2015-06-01' })

t.test(
  'metrics of the process are there while the database is away or silent, and those of the database are not',
  async (t) => {
    const database = await createTestDatabase(t)
    const { hostname, port } = new URL(database.serviceUrl)
    const proxy = await startTcpProxy({ host: hostname, port: Number(port) })
    t.teardown(() => proxy.close())
    const existing = { ...database, serviceUrl: proxy.url(database.serviceUrl) }
    const tested = await createTestService(t, { existing, queryDeadline: 5000 })
    const held = async (names: readonly string[], present: boolean) => {
      const found = await namesOfMetrics(tested)
      for (const name of names)
        t.equal(found.has(name), present, `${name} ${present ? 'is' : 'is not'} there`)
    }
    await held([...ofProcess, ...ofDatabase], true)
    proxy.stall()
    const began = performance.now()
    await held(ofProcess, true)
    t.ok(performance.now() - began < 4000, 'answered without waiting for the database')
    await held(ofDatabase, false)
    t.equal((await readiness(tested))[0], 503)
    proxy.resume()
    proxy.reset()
    await until(async () => (await readiness(tested))[0] === 200)
    await until(async () => (await namesOfMetrics(tested)).has('retention_due'))
    await held(ofDatabase, true)
  },
)

/** An instance on a database of its own cluster, that has registered. */
async function onOwnCluster(t: Test, prepare = async (_database: TestDatabase) => {}) {
  const { database } = await ownCluster(t)
  await prepare(database)
  await crowd(database.sql, 1)
  const tested = await createTestService(t, { existing: database })
  t.equal((await register(tested)).status, 201)
  t.strictSame(await readiness(tested), [200, undefined])
  return { tested, sql: database.sql, superuserUrl: database.superuserUrl }
}

const sessions = async (sql: TestDatabase['sql']) =>
  (await sql`select pid from pg_stat_activity where application_name like 'verwijsindex/%'`).map(
    ({ pid }) => pid,
  )

t.test('a server that became read-only: 503, not ready, other connections, and back by itself', async (t) => {
  const { tested, sql } = await onOwnCluster(t)
  const before = await sessions(sql)
  t.ok(before.length > 0)
  const set = async (value: string) => {
    await sql.unsafe(`alter system set default_transaction_read_only = ${value}`)
    await sql`select pg_reload_conf()`
    await until(
      async () => (await sql`show default_transaction_read_only`)[0]?.default_transaction_read_only === value,
    )
  }
  await set('on')
  const answer = await tested.service.app.inject({
    method: 'POST',
    url: '/v1/signals',
    headers: { authorization: `Bearer ${await tested.issuer.token('p0')}` },
    payload: { bsn: nextBsn(), birthDate: '2015-06-01' },
  })
  t.strictSame([answer.statusCode, answer.headers['retry-after']], [503, '5'])
  t.equal(answer.headers['content-type'], 'application/problem+json')
  t.strictSame(await readiness(tested), [503, '5'])
  const during = await sessions(sql)
  t.notOk(
    during.some((pid) => before.includes(pid)),
    'no connection of before is kept',
  )
  t.equal((await sql`select from signal`).length, 1, 'nothing is half done')
  await set('off')
  await until(async () => (await readiness(tested))[0] === 200)
  t.equal((await register(tested)).status, 201)
})

const mayMount = process.getuid?.() === 0 && canMount()

t.test(
  'a full disk: 503, not ready, nothing half done, and back by itself',
  { skip: mayMount ? false : 'needs a user who may mount a small disk' },
  async (t) => {
    const disk = await mkdtemp(join(tmpdir(), 'disk-'))
    const filler = join(disk, 'filler')
    const { tested, sql } = await onOwnCluster(t, async ({ superuserUrl }) => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128m,mode=0755', 'tmpfs', disk])
      const directory = join(disk, 'tables')
      await mkdir(directory, { mode: 0o700 })
      const admin = openSql(superuserUrl.replace(/verwijsindex$/, 'postgres'))
      const [{ place } = { place: '' }] = await admin<
        { place: string }[]
      >`select current_setting('data_directory') as place`
      const { uid, gid } = await stat(place)
      await chown(directory, uid, gid)
      await admin.unsafe(`create tablespace small location '${directory}'`)
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'verwijsindex'`
      await admin.unsafe('alter database verwijsindex set tablespace small')
      await admin.end({ timeout: 5 })
    })
    t.teardown(() => execFileSync('umount', ['-l', disk]))

    await writeFile(filler, Buffer.alloc(256 << 20)).catch(() => {})
    const statuses = new Map<number, number>()
    while (!statuses.has(503) && (statuses.get(201) ?? 0) < 3000) {
      const { status } = await register(tested)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    t.strictSame(
      [...statuses.keys()].filter((status) => status !== 201),
      [503],
    )
    t.strictSame(await readiness(tested), [503, '5'])
    const stored = (await sql`select from signal`).length
    t.equal(
      stored,
      1 + (statuses.get(201) ?? 0),
      'what was refused is not there, and what was acknowledged is',
    )
    await writeFile(filler, '')
    await until(async () => (await readiness(tested))[0] === 200)
    t.equal((await register(tested)).status, 201)
  },
)

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
