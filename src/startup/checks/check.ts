import type { Database } from '../../../db/driver/client.ts'
import type { Config, JudgedSettings } from '../../config.ts'
import type { Clock } from '../../ground/calendar.ts'
import type { Keys } from '../../identity/keys.ts'
import type { LedgerComparison } from '../../retention/ledger/replay-ledger.ts'
import type { Probing } from '../check-writable.ts'

/** One thing that was tried, in words for an operator: never with a password, a key or a value of a person. */
export interface Finding {
  /** `skipped`: it could not be tried, since something that it needs went wrong before. */
  readonly outcome: 'ok' | 'warning' | 'fault' | 'skipped'
  readonly setting: string
  /** What was tried: `log in as the service`. */
  readonly tried: string
  /** Where: an address without its password, a directory; empty where there is no place. */
  readonly where: string
  /** What came of it. */
  readonly came: string
  /** What to do; absent where there is nothing to do. */
  readonly remedy?: string
}

/** What checks are tried with. */
export interface CheckContext {
  readonly settings: JudgedSettings
  readonly config: Config
  readonly clock: Clock
  /** Whether nothing may come of it but the answer: `verwijsindex check`, and not a start. */
  readonly looksOnly: boolean
  /** Where a mail is sent to, where one is to be sent. */
  readonly mailTo?: string | undefined
  /** Ends what is still being tried. */
  readonly signal: AbortSignal
  /** Tries disks. */
  readonly probing: Probing
  /** What checks leave to those after them. */
  readonly held: Held
}

export interface Held {
  database?: Database
  keys?: Keys
  ledger?: LedgerComparison
}

/** A check of what the configuration names: one entry, by which the start and `verwijsindex check` go alike. */
export interface Check {
  readonly name: string
  /** What it tries, for the documents. */
  readonly what: string
  /** Whether a fault of it stops a start. What is away comes back by itself, and stops none. */
  readonly stops: 'always' | 'in production' | 'never'
  /** The checks that must have gone well before it can be tried. */
  readonly after?: readonly string[]
  /** Faults that it throws are told as well, by their code or their message. */
  readonly run: (context: CheckContext) => Promise<readonly Finding[]>
  /** The step that it takes, where it throws. */
  readonly step: (config: Config) => Pick<Finding, 'setting' | 'tried' | 'where'>
}

/** A finding, and the check that made it. */
export interface Found extends Finding {
  readonly check: string
  readonly stops: Check['stops']
}

/** The line of a finding: what was tried, where, what came, what to do. */
export function lineOf({ outcome, check, setting, tried, where, came, remedy }: Found): string {
  const place = where === '' ? setting : `${setting}: ${where}`
  const words = `${tried} (${place}): ${came}`.replaceAll(/\s*\n\s*/g, ' ')
  return `${outcome.padEnd(8)}${check.padEnd(13)}${words}${remedy === undefined ? '' : `. ${remedy}`}`
}
