import postgres from 'postgres'
import { DomainError } from '../../src/ground/errors.ts'
import { LinkLost } from './link.ts'

/** What may be written in a log about an error of the database: names and codes, never a value. */
export interface DatabaseErrorDescription {
  readonly code: string | undefined
  readonly name: string
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly routine: string | undefined
}

/** Of these classes every code: a connection that fails, resources that run out, an operator who intervenes, a fault outside. */
const unavailableClasses = /^(08|53|57|58)...$|^CONNECTION_/

const unavailable = new Set([
  '25006', // read_only_sql_transaction: a standby, or set to read-only
  '28000', // invalid_authorization_specification: only when connecting
  '28P01', // invalid_password: likewise
  '3D000', // invalid_catalog_name: likewise
  '42883', // undefined_function: a newer version dropped the functions of this one
  '55P03', // lock_not_available: lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** What PostgreSQL fills with values, or with the text of the query. */
const telling = ['detail', 'hint', 'where', 'internal_query', 'query', 'parameters', 'args'] as const

/** Whether the database is away or too slow, looking through the errors that wrap this one. */
export function isUnavailable(error: unknown): boolean {
  return chain(error).some((link) => {
    const code = codeOf(link)
    return (
      link instanceof LinkLost ||
      (code !== undefined && (unavailable.has(code) || unavailableClasses.test(code)))
    )
  })
}

const readOnly = '25006'

/** The codes with which a server says that it takes no changes, and will not within a second. */
const unwritable = new Set([
  readOnly,
  '53100', // disk_full
  '58030', // io_error
])

/** Whether the server takes no changes: it is read-only, or its disk is full or broken. */
export function isUnwritable(error: unknown): boolean {
  return chain(error).some((link) => unwritable.has(codeOf(link) ?? ''))
}

/** Whether the server is read-only, and so perhaps no longer the primary. */
export function isReadOnly(error: unknown): boolean {
  return chain(error).some((link) => codeOf(link) === readOnly)
}

const gaveWayCodes = new Set([
  '55P03', // lock_not_available: lock_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
])

/** Whether work was undone since somebody else held, or had just changed, what it needs: anew it may go well. */
export function gaveWay(error: unknown): boolean {
  return chain(error).some((link) => gaveWayCodes.has(codeOf(link) ?? ''))
}

/** Whether work was undone since what it made is there already. */
export function madeTwice(error: unknown): boolean {
  return chain(error).some((link) => codeOf(link) === '23505')
}

/** Describes an error of the database for the log. */
export function describeDatabaseError(error: unknown): DatabaseErrorDescription {
  const root = chain(error).find((link) => link instanceof postgres.PostgresError || link instanceof LinkLost)
  const told = root ?? error
  const answer = told instanceof postgres.PostgresError ? told : undefined
  return {
    code: codeOf(told),
    name: told instanceof Error ? told.name : typeof told,
    constraint: answer?.constraint_name,
    table: answer?.table_name,
    routine: answer?.routine,
  }
}

/**
 * The error that leaves the database layer: `service-unavailable`, or the same error without what PostgreSQL
 * and Drizzle put into it of the bound values (detail, message, parameters).
 */
export function publicDatabaseError(error: unknown): unknown {
  const links = chain(error)
  const answer = links.find((link) => link instanceof postgres.PostgresError)
  const told = answer ? withoutValues(answer) : links.find((link) => !isDrizzleQueryError(link))
  if (!isUnavailable(error)) return told
  if (error instanceof DomainError) return error
  return new DomainError('service-unavailable', {
    retryAfterSeconds: isUnwritable(error) ? 5 : 1,
    cause: told,
  })
}

function withoutValues(error: postgres.PostgresError): postgres.PostgresError {
  const told = error.message
  error.message = `PostgreSQL error ${error.code}`
  // Defined, not assigned: where the stack is an accessor (Node 24), postgres.js has made it read-only.
  const stack = error.stack?.replace(told || /$^/, () => error.message)
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  for (const name of telling) Reflect.deleteProperty(error, name)
  return error
}

/** Drizzle's wrapper has the query and its parameters in its message. */
function isDrizzleQueryError(error: unknown): boolean {
  return error instanceof Error && 'params' in error && 'query' in error && error.cause !== undefined
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function chain(error: unknown): unknown[] {
  const links: unknown[] = []
  for (let link = error; link !== undefined && links.length < 10; ) {
    links.push(link)
    link = link instanceof Error ? link.cause : undefined
  }
  return links
}
