import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { markedName, searchPath } from '../function-schema.ts'
import { isReadOnly, isUnwritable, publicDatabaseError } from './database-errors.ts'
import { withinDeadline } from './deadline.ts'
import { givingWay } from './giving-way.ts'
import { openPooledSql } from './pooled-sql.ts'

export { describeDatabaseError, gaveWay, isUnavailable } from './database-errors.ts'

export interface DatabaseOptions {
  readonly url: string
  /** The role that every connection takes on from its start. */
  readonly role?: string
  /** Connections for `sql`, and as many again for `orm`; made when needed. */
  readonly poolSize: number
  /** ms that a statement may take; the server is told, and the client waits half a second longer. */
  readonly queryDeadline: number
  readonly applicationName: string
  /** Further settings of the session. */
  readonly settings?: Record<string, string>
  /** Hears of every connection that was lost, or could not be made. */
  readonly onUnexpectedError?: (error: unknown) => void
}

export interface Database {
  /**
   * postgres.js, for the hot path. A timestamptz is a Date, a date is a string (`2026-11-22`: a Date at
   * midnight is another day elsewhere), a bigint is a number and throws a RangeError where that would not be exact.
   */
  readonly sql: postgres.Sql
  /** Drizzle, on connections of its own, because it replaces the parsers of the client that it is given. */
  readonly orm: PostgresJsDatabase
  /**
   * Does a piece of work within the deadline. Where the database is away or too slow it rejects with
   * `service-unavailable`; the work may then still have been done. Other errors pass, without bound values.
   */
  run<T>(work: () => Promise<T>): Promise<T>
  /**
   * Whether the server takes changes. Where it refused one it has to prove that it takes them again; a read-only server was perhaps
   * replaced, so the connections are thrown away.
   */
  takesChanges(): Promise<boolean>
  /** Replaces all connections, so that the next query reaches the server that the address now leads to. */
  renew(): void
  /** The same for a whole transaction that gives way to others: it is done anew, from its beginning, as long as the deadline allows. */
  runGivingWay<T>(work: () => Promise<T>): Promise<T>
  /** Resolves if the database answers. */
  ping(): Promise<void>
  /** Lets work in progress finish, within the deadline, and closes all connections. */
  close(): Promise<void>
}

/** After this the server should have answered with its own timeout, and the link is taken for dead. */
const margin = 500

const tenMinutes = 10 * 60_000

const sqlTypes = {
  day: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (text: string) => text },
  whole: { to: 20, from: [20], serialize: (whole: number | bigint) => String(whole), parse: exactNumber },
}

/** Opens the database. Nothing is connected until the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const limit = options.queryDeadline + margin
  const pool = {
    url: options.url,
    size: options.poolSize,
    limit,
    lifetime: tenMinutes,
    startup: startupSettings(options),
    onLost: (error: unknown) => options.onUnexpectedError?.(error),
  }
  const sql = openPooledSql({ ...pool, types: sqlTypes })
  const ormClient = openPooledSql({ ...pool, types: {} })
  let refusesChanges = false
  const renew = () => {
    sql.renew()
    ormClient.renew()
  }
  const run = <T>(work: () => Promise<T>) =>
    withinDeadline(limit, work).catch((error: unknown) => {
      if (isUnwritable(error)) refusesChanges = true
      if (isReadOnly(error)) renew()
      throw publicDatabaseError(error)
    })
  return {
    sql,
    orm: drizzle(ormClient),
    run,
    renew,
    async takesChanges() {
      if (!refusesChanges) return true
      try {
        await run(async () => sql`select prove_writing()`)
        refusesChanges = false
      } catch {
        return false
      }
      return true
    },
    runGivingWay: (work) => givingWay(options.queryDeadline, () => run(work)),
    async ping() {
      await run(async () => sql`select 1`)
    },
    async close() {
      await Promise.all([sql.end(), ormClient.end()])
    },
  }
}

function startupSettings(options: DatabaseOptions): Record<string, string | number> {
  return {
    application_name: markedName(options.applicationName),
    search_path: searchPath,
    statement_timeout: options.queryDeadline,
    idle_in_transaction_session_timeout: options.queryDeadline,
    ...(options.role === undefined ? {} : { role: options.role }),
    ...options.settings,
  }
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError('a bigint from the database is too large for a number')
}

/** A transaction of drizzle, as `orm.transaction` hands it to its work. */
export type Transaction = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]
