import { addressAt, readHosts } from '../ground/database-hosts.ts'
import { reasons } from './reasons.ts'

/** A step of a start or of a tool: what is tried, where (never with a password), and by which setting. */
export interface Step {
  readonly what: string
  readonly where: string
  readonly setting: string
}

/** A start that failed, in words for the operator: what was tried, where, why it failed, and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly code: string | undefined

  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.code = codeOf(cause)
  }
}

/**
 * Why a step failed, and what to do about it; undefined where the error has no code, so that its message says so itself.
 * @param setting by which the step goes
 */
export function explain(error: unknown, setting: string): { why: string; remedy: string } | undefined {
  const code = codeOf(error)
  if (code === undefined) return undefined
  return reasons(setting)[code] ?? { why: `the answer is ${code}`, remedy: `Look at ${setting}.` }
}

/**
 * Takes a step.
 * @throws StartRefused in place of an error with a code of the system, of PostgreSQL or of TLS; any other error passes
 */
export async function attempt<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const explained = error instanceof StartRefused ? undefined : explain(error, step.setting)
    if (!explained) throw error
    const { why, remedy } = explained
    throw new StartRefused(
      `The service could not ${step.what} (${step.setting}: ${step.where}): ${why}.\n${remedy}`,
      error,
    )
  }
}

/** The step of logging in to the database as the service. */
export function connecting(url: string): Step {
  return { what: 'use the database', where: withoutPassword(url), setting: 'DATABASE_URL' }
}

/** The step of bringing the database up to date as its owner. */
export function migrating(url: string): Step {
  return { what: 'migrate the database', where: withoutPassword(url), setting: 'DATABASE_OWNER_URL' }
}

/** The step of reading the keys. */
export function readingKeys({ file }: { readonly file?: string | undefined }): Step {
  return {
    what: 'read the keys',
    where: file ?? 'the setting itself',
    setting: file === undefined ? 'KEYS' : 'KEYS_FILE',
  }
}

/** An address without its password and its parameters. */
export function withoutPassword(url: string): string {
  const {
    url: { protocol, username, host, pathname },
    hosts,
  } = readHosts(url)
  return addressAt(`${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`, hosts)
}

/** The innermost code of an error: errors of the database are wrapped, and the wrapper has a code of ours. */
function codeOf(error: unknown): string | undefined {
  const codes: string[] = []
  for (let link = error, depth = 0; link instanceof Error && depth < 10; link = link.cause, depth++) {
    const first = link instanceof AggregateError ? link.errors[0] : link
    if ('code' in first && typeof first.code === 'string') codes.push(first.code)
  }
  return codes.at(-1)
}
