import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./functions/', import.meta.url)

/** On what other functions rest when they are made: the types that they take and answer with, and what is put into queries. */
const first = ['types.sql', 'locks.sql', 'periods.sql']

/** What hangs on tables, and so is there once for all versions that run side by side: see `migrate/hang-on-tables.ts`. */
const onTables = [
  'connections/triggers.sql',
  'logbook/logbook_rules.sql',
  'logbook/hold_to_catalogue.sql',
  'logbook/one_look_a_day.sql',
  'security/policies.sql',
  'security/grants.sql',
]

export interface FunctionFile {
  /** Its path below `db/functions`. */
  readonly name: string
  readonly text: string
}

/** The files of `db/functions`, by when they are loaded. */
export interface FunctionFiles {
  readonly first: readonly FunctionFile[]
  /** In any order: no body is looked into before all are there. */
  readonly functions: readonly FunctionFile[]
  readonly onTables: readonly FunctionFile[]
}

/**
 * Reads the files of `db/functions`.
 * @throws Error where a file of functions touches a table, or one that is listed here is not there
 */
export function readFunctionFiles(): FunctionFiles {
  const read = (name: string) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') })
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sql'),
  )
  const functions = names.filter((name) => ![...first, ...onTables].includes(name)).sort()
  const files = { first: first.map(read), functions: functions.map(read), onTables: onTables.map(read) }
  for (const { name, text } of files.functions) {
    if (/^\s*(create (or replace )?(trigger|policy)|alter table|grant|revoke)\b/im.test(text))
      throw new Error(`db/functions/${name} touches a table: list it in db/function-files.ts`)
  }
  return files
}

/** What tells one version of the functions from another: 64 hexadecimal digits over all of their text. */
export function digestOf({ first, functions, onTables }: FunctionFiles): string {
  const hash = createHash('sha256')
  for (const { name, text } of [...first, ...functions, ...onTables]) hash.update(`${name}\0${text}\0`)
  return hash.digest('hex')
}
