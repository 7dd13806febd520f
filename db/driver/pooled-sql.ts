import postgres from 'postgres'
import { readAddress } from './address.ts'
import { supportArrays } from './array-types.ts'
import { type Connection, openConnection, type ParsedOptions, type Query } from './connection.ts'
import { type Job, openPool } from './connection-pool.ts'
import { LinkLost } from './link.ts'
import { openSearch } from './primary.ts'

export interface PooledSqlOptions {
  readonly url: string
  readonly size: number
  /** ms within which every query settles, waiting for a connection included. */
  readonly limit: number
  readonly lifetime: number
  readonly startup: Record<string, string | number>
  readonly types: Record<string, postgres.PostgresType>
  readonly onLost: (error: LinkLost) => void
}

/** With `renew`, that replaces every connection by a new one. */
export type PooledSql = postgres.Sql & { renew(): void }

type Work<T> = (transaction: postgres.TransactionSql) => T | Promise<T>

/**
 * A `postgres.Sql` whose queries run on a pool of connections that are thrown away when they break. It
 * never connects itself: it parses the options and makes queries, whose handler it replaces by the pool.
 * `reserve`, `listen`, `subscribe`, `largeObject` and `file` are not offered; cursors are, inside `begin`.
 */
export function openPooledSql(options: PooledSqlOptions): PooledSql {
  const { url, tls, search: among } = readAddress(options.url)
  const maker = postgres(url, {
    ...tls,
    max: 1,
    fetch_types: false,
    connection: options.startup,
    types: options.types,
    onnotice: () => undefined,
  }) as postgres.Sql
  supportArrays(maker.options)
  const parsed = maker.options as ParsedOptions
  const search = among && openSearch(among, parsed, options.limit)
  const pool = openPool({
    size: options.size,
    lifetime: options.lifetime,
    onLost(error) {
      search?.forget()
      options.onLost(error)
    },
    open: (onLost) => openConnection(parsed, options.limit, onLost, search?.find),
  })

  const enqueue = (query: Query) => pool.take(queryJob(query, options.limit))
  const throughPool = <T>(made: T): T => {
    if (isQuery(made)) Object.assign(made, { handler: enqueue, ...transactionsOnly })
    return made
  }
  const call = (...args: Parameters<typeof maker>) => throughPool(maker(...args))
  const end = () => pool.close(options.limit)
  return Object.assign(call, maker, {
    unsafe: (...args: Parameters<typeof maker.unsafe>) => throughPool(maker.unsafe(...args)),
    file: () => notHere('file'),
    notify: (channel: string, payload: string) =>
      throughPool(maker`select pg_notify(${channel}, ${payload})`),
    begin: <T>(first: string | Work<T>, second?: Work<T>) =>
      begin((job) => pool.take(job), options.limit, first, second),
    reserve: () => notHere('reserve'),
    listen: () => notHere('listen'),
    subscribe: () => notHere('subscribe'),
    largeObject: () => notHere('largeObject'),
    close: end,
    end,
    renew() {
      search?.forget()
      pool.renew()
    },
  }) as unknown as PooledSql
}

/** These settle before the connection is free, so the pool cannot know when it is. */
const transactionsOnly = {
  cursor: () => notOutsideTransaction(),
  readable: () => notOutsideTransaction(),
  writable: () => notOutsideTransaction(),
  describe: () => notOutsideTransaction(),
}

function notOutsideTransaction(): never {
  throw new Error('cursors, COPY and describe are for use inside a transaction')
}

function isQuery(made: unknown): made is Query {
  return made instanceof Promise && 'handler' in made
}

async function notHere(name: string): Promise<never> {
  throw new Error(`this client has no ${name}`)
}

/** One query: its connection is free when postgres.js settles it, its caller after the limit at the latest. */
function queryJob(query: Query, limit: number): Job {
  const { resolve, reject } = query
  const wait = waiting(limit, reject)
  const settled = (settle: (outcome: unknown) => void, done: () => void) => (outcome: unknown) => {
    wait.end()
    settle(outcome)
    queueMicrotask(done)
  }
  return {
    get over() {
      return wait.over
    },
    start(connection, done) {
      query.resolve = settled(resolve, done)
      query.reject = settled(reject, done)
      connection.execute(query)
    },
    fail: wait.fail,
  }
}

/** One transaction: holds its connection from begin to commit or rollback. */
function begin<T>(take: (job: Job) => void, limit: number, first: string | Work<T>, second?: Work<T>) {
  const [mode, work] = typeof first === 'string' ? [first, second] : ['', first]
  return new Promise<unknown>((resolve, reject) => {
    if (work === undefined) return reject(new TypeError('a transaction needs work'))
    const wait = waiting(limit, reject)
    const start = (connection: Connection, done: () => void) => {
      wait.end()
      connection.sql.begin(mode, work).then(resolve, reject).finally(done)
    }
    take({
      get over() {
        return wait.over
      },
      start,
      fail: wait.fail,
    })
  })
}

function waiting(limit: number, reject: (error: LinkLost) => void) {
  let over = false
  const fail = (error: LinkLost) => {
    end()
    reject(error)
  }
  const timer = setTimeout(() => fail(new LinkLost('DEADLINE_PASSED')), limit)
  const end = () => {
    over = true
    clearTimeout(timer)
  }
  return {
    end,
    fail,
    get over() {
      return over
    },
  }
}
