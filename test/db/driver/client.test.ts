import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql as text } from 'drizzle-orm'
import t, { type Test } from 'tap'
import {
  type Database,
  type DatabaseOptions,
  describeDatabaseError,
  openDatabase,
} from '../../../db/driver/client.ts'
import { markedName } from '../../../db/function-schema.ts'
import { startEmbeddedPostgres } from '../../../src/development/postgres/embedded-postgres.ts'
import type { LoadReport } from '../../support/database-load.ts'
import { inForm } from '../../support/long-form.ts'
import { nodeArguments } from '../../support/program.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'

t.setTimeout(120_000)

const loadProcess = nodeArguments('test/support/database-load-process.ts')
const deadline = 600
const base = await mkdtemp(join(tmpdir(), 'client-test-'))
const directory = join(base, 'postgres')
const start = (port?: number) =>
  startEmbeddedPostgres({
    directory,
    settings: { shared_buffers: '16MB' },
    ...(port === undefined ? {} : { port }),
  })
let server = await start()
t.teardown(async () => {
  await server.stop()
  await rm(base, { recursive: true, force: true })
})

function open(t: Test, options: Partial<DatabaseOptions> = {}): Database {
  const db = openDatabase({
    url: server.url('postgres'),
    poolSize: 4,
    queryDeadline: deadline,
    applicationName: 'client-test',
    ...options,
  })
  t.teardown(() => db.close())
  return db
}

async function openByProxy(t: Test, options: Partial<DatabaseOptions> = {}) {
  const proxy = await startTcpProxy(server)
  const db = open(t, { url: proxy.url(server.url('postgres')), ...options })
  t.teardown(() => proxy.close())
  return { proxy, db }
}

const unavailable = { name: 'DomainError', code: 'service-unavailable', retryAfterSeconds: 1 }

/** Every way to use the database, each doing its work with or without `run`. */
const ways: Record<string, (db: Database) => Promise<unknown>> = {
  'a simple query': async ({ sql }) => sql.unsafe('select 1'),
  'a prepared query': async ({ sql }) => sql`select ${1}::int`,
  'a transaction': ({ sql }) => sql.begin((tx) => tx`select 1`),
  'a Drizzle query': ({ orm }) => orm.execute(text`select ${1}::int`),
  'a Drizzle transaction': ({ orm }) => orm.transaction((tx) => tx.execute(text`select 1`)),
  'a piece of work': (db) => db.run(async () => db.sql`select 1`),
  'a ping': (db) => db.ping(),
}

const useAll = (db: Database) => Promise.allSettled(Object.values(ways).map((way) => way(db)))
const statuses = (outcomes: PromiseSettledResult<unknown>[]) => [...new Set(outcomes.map((o) => o.status))]

t.test('values and session', async (t) => {
  const db = open(t, { settings: { TimeZone: 'Europe/Amsterdam' }, role: 'pg_monitor' })
  const [row] = await db.sql`
    select '2026-11-22'::date as day, '2026-11-22T00:00:00Z'::timestamptz as moment, 5::int8 as whole,
      array['a', 'b'] as list, current_user as role, current_setting('TimeZone') as zone,
      current_setting('statement_timeout') as deadline, current_setting('application_name') as name`
  t.same(row, {
    day: '2026-11-22',
    moment: new Date('2026-11-22T00:00:00Z'),
    whole: 5,
    list: ['a', 'b'],
    role: 'pg_monitor',
    zone: 'Europe/Amsterdam',
    deadline: `${deadline}ms`,
    name: markedName('client-test'),
  })
  await t.rejects(
    db.run(async () => db.sql`select 9007199254740993::int8 as too_large`),
    RangeError,
  )
  const fragment = db.sql`where x > ${1}`
  t.same(await db.sql`select x from generate_series(1, 3) as x ${fragment}`, [{ x: 2 }, { x: 3 }])
  t.same(await db.orm.execute(text`select '2026-11-22'::date as day`), [{ day: '2026-11-22' }])
  t.throws(() => db.sql`select 1`.cursor(10), 'the pool would not know when the connection is free')
})

t.test('arrays', async (t) => {
  const { sql } = open(t)
  const values = {
    texts: ['', 'a b', '"', '\\', ',', '{}', 'NULL', null, 'é\n'],
    nested: [
      [1, 2],
      [3, null],
    ],
    moments: [new Date('2026-11-22T00:00:00Z')],
    days: ['2026-11-22'],
    flags: [true, false],
    wholes: [1, 2],
    documents: [{ a: '"\\' }, 1],
    none: [],
  }
  const [row] = await sql`
    select ${values.texts}::text[] as texts, ${values.nested}::int[] as nested,
      ${sql.array(values.moments)} as moments, ${values.days}::date[] as days, ${sql.array(values.flags)} as flags,
      ${values.wholes}::int8[] as wholes, ${sql.array(values.documents as never[], 3802)} as documents,
      ${values.none}::uuid[] as none`
  t.same(row, values)
  t.equal((await sql`select 1 where 'b' = any(${['a', 'b']})`).length, 1)
})

t.test('transactions', async (t) => {
  const { sql } = open(t)
  await sql`create table things (id int primary key, parent int references things)`
  await t.rejects(
    sql.begin(async (tx) => {
      await tx`insert into things values (1)`
      throw new Error('second thoughts')
    }),
    { message: 'second thoughts' },
  )
  await sql.begin(async (tx) => {
    await tx`insert into things values (2)`
    await tx.savepoint((inner) => inner`insert into things values (2)`).catch(() => undefined)
  })
  t.same(await sql`select id from things`, [{ id: 2 }])
  await t.rejects(
    sql.begin('read only', (tx) => tx`insert into things values (3)`),
    { code: '25006' },
  )
})

t.test('errors tell no values', async (t) => {
  const db = open(t)
  await db.sql`create table secrets (secret text primary key)`
  await db.sql`insert into secrets values ('value-of-a-row')`
  const bad = [
    async () => db.sql`insert into secrets values (${'value-of-a-row'})`,
    async () => db.sql`select ${'value-of-a-row'}::text::int`,
    () => db.orm.execute(text`insert into secrets values (${'value-of-a-row'})`),
  ]
  for (const work of bad) {
    const error = await db.run(work).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    t.ok(error)
    const everything = JSON.stringify([{ ...error }, error?.message, error?.stack, String(error?.cause)])
    t.notMatch(everything, /value-of-a-row|insert into|select/i)
    t.notMatch(JSON.stringify(describeDatabaseError(error)), /value-of-a-row/)
  }
  const doubled = await db.sql`insert into secrets values ('value-of-a-row')`.catch((error: unknown) => error)
  t.same(describeDatabaseError(doubled), {
    code: '23505',
    name: 'PostgresError',
    constraint: 'secrets_pkey',
    table: 'secrets',
    routine: '_bt_check_unique',
  })
})

t.test('the server ends what takes too long', async (t) => {
  const db = open(t, { poolSize: 1 })
  await t.rejects(
    db.run(async () => db.sql`select pg_sleep(5)`),
    { ...unavailable, cause: { code: '57014' } },
  )
  await t.rejects(
    db.run(() => db.sql.begin((tx) => tx`select pg_sleep(5)`)),
    unavailable,
  )
  const idle = db.sql.begin(async (tx) => {
    await tx`select 1`
    await sleep(deadline + 200)
    await tx`select 1`
  })
  await t.rejects(
    db.run(() => idle),
    unavailable,
    'a transaction in which nothing happens',
  )
  await db.ping()
})

t.test('waiting for a connection is part of the deadline', async (t) => {
  const db = open(t, { poolSize: 1, queryDeadline: 1000, settings: { statement_timeout: '0' } })
  const long = db.sql.begin(async (tx) => {
    for (let turn = 0; turn < 4; turn++) await tx`select pg_sleep(0.6)`
  })
  await t.rejects(
    db.run(async () => db.sql`select 1`),
    { ...unavailable, cause: { code: 'DEADLINE_PASSED' } },
  )
  await long
  await db.ping()
})

t.test('work that never settles', async (t) => {
  const db = open(t)
  await t.rejects(
    db.run(() => new Promise(() => undefined)),
    unavailable,
  )
})

t.test('a dead link', { jobs: 4 }, async (t) => {
  for (const [name, way] of Object.entries(ways))
    t.test(name, async (t) => {
      const { proxy, db } = await openByProxy(t, { poolSize: 1 })
      await way(db)
      proxy.stall()
      for (const moment of ['on an open connection', 'on a new connection']) {
        const began = performance.now()
        await t.rejects(
          db.run(() => way(db)),
          unavailable,
          moment,
        )
        t.ok(performance.now() - began < deadline + 1000, `${moment}: in time`)
      }
      await t.rejects(way(db), 'without run')
      proxy.resume()
      await db.run(() => way(db))
      t.equal((await db.sql`select 1 as x`).length, 1, 'the only place in the pool was freed')
    })
})

t.test('a dead link, with more calls than connections', async (t) => {
  const { proxy, db } = await openByProxy(t)
  await useAll(db)
  proxy.stall()
  const began = performance.now()
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => useAll(db)))
  t.same(statuses(outcomes.flat()), ['rejected'])
  t.ok(performance.now() - began < deadline + 1000)
  proxy.resume()
  await useAll(db)
  t.same(statuses(await useAll(db)), ['fulfilled'])
  t.ok(proxy.links() <= 8)
})

t.test('a link that breaks', async (t) => {
  const { proxy, db } = await openByProxy(t)
  for (let bytes = 0; bytes < 900; bytes += 53) {
    proxy.cutAfter(bytes)
    await useAll(db)
  }
  proxy.cutAfter(Number.POSITIVE_INFINITY)
  proxy.reset()
  await useAll(db)
  t.same(statuses(await useAll(db)), ['fulfilled'])
  t.ok(proxy.links() <= 8)
})

t.test('backends that are ended', async (t) => {
  const lost: unknown[] = []
  const db = open(t, { onUnexpectedError: (error) => lost.push(error) })
  const other = open(t, { poolSize: 1, applicationName: 'other' })
  for (let turn = 0; turn < 20; turn++) {
    const calls = Array.from({ length: 9 }, () => useAll(db))
    await other.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'client-test/%'`
    await Promise.all(calls)
  }
  await useAll(db)
  t.same(statuses(await useAll(db)), ['fulfilled'])
  t.ok(lost.length > 0)
})

t.test('a transaction that lost its connection does not go on over another', async (t) => {
  const db = open(t, { poolSize: 1 })
  const other = open(t, { poolSize: 1, applicationName: 'other' })
  await db.sql`create table parts (part int)`
  const broken = db.sql.begin(async (tx) => {
    await tx`insert into parts values (1)`
    await other.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'client-test/%'`
    await db.sql`select 1`.catch(() => db.sql`select 1`)
    await tx`insert into parts values (2)`
  })
  await t.rejects(
    db.run(() => broken),
    unavailable,
  )
  t.same([...(await db.sql`select part from parts`)], [])
})

t.test('a server that is killed, under load', async (t) => {
  const db = open(t)
  await db.sql`create table halves (pair text, half int, primary key (pair, half))`
  const child = fork(loadProcess.at(-1) ?? '', [server.url('postgres'), '8', '2000', '8'], {
    execArgv: loadProcess.slice(0, -1),
  })
  t.teardown(() => child.kill())
  const exited = once(child, 'exit')
  const returns: number[] = []
  await successes(child, 100)
  for (let turn = 0; turn < inForm(5, 12); turn++) {
    process.kill(server.pid, 'SIGKILL')
    await server.stop()
    server = await start(server.port)
    const began = performance.now()
    await successes(child, 100)
    returns.push(Math.round(performance.now() - began))
  }
  const last = await ask(child, 'stop')
  t.same(await exited, [0, null])
  t.same({ pending: last.pending, otherwise: last.otherwise }, { pending: 0, otherwise: {} })
  t.ok(last.slowest < 3000, `the slowest call took ${Math.round(last.slowest)} ms`)
  t.ok(Math.max(...returns) < 2000, `a hundred successes after ${returns.join(', ')} ms`)
  t.comment(`${last.succeeded} calls succeeded, ${last.refused} were refused`)
  const lonely = await db.run(async () => db.sql`select pair from halves group by pair having count(*) = 1`)
  t.same([...lonely], [], 'no half of a transaction was stored')
})

t.test('closing', async (t) => {
  const db = open(t)
  const running = db.sql.begin(async (tx) => {
    await tx`select pg_sleep(0.2)`
    return 'done'
  })
  await db.sql`select 1`
  await db.close()
  t.equal(await running, 'done')
  await t.rejects(db.ping(), unavailable)
  const stuck = await openByProxy(t)
  await stuck.db.ping()
  stuck.proxy.stall()
  const pending = stuck.db.ping().catch((error: unknown) => error)
  await stuck.db.close()
  t.match(await pending, unavailable)
})

async function ask(child: ChildProcess, order: 'report' | 'stop'): Promise<LoadReport> {
  child.send(order)
  const [report] = (await once(child, 'message')) as [LoadReport]
  return report
}

/** Waits for so many successes more. */
async function successes(child: ChildProcess, wanted: number): Promise<void> {
  const { succeeded } = await ask(child, 'report')
  while ((await ask(child, 'report')).succeeded < succeeded + wanted) await sleep(10)
}
