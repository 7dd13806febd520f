import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import type { Fault } from './errors.ts'
import type { FaultCode } from './fault-codes.ts'
import { faultCodeOf } from './schema-faults.ts'

/**
 * Tables as people keep them in a spreadsheet: a row of Dutch headings, then a row for each. Semicolons and a byte order mark go
 * out, since that is what a Dutch spreadsheet opens as it should; commas come in as well.
 */

/** The heading of each column, by the name that its value has in the code. */
export type Columns = Readonly<Record<string, string>>

/** What was read: every row that is right, with the line it stands on, and every fault of those that are not. */
export interface ReadTable<T> {
  readonly rows: readonly { readonly line: number; readonly value: T }[]
  readonly faults: readonly Fault[]
}

/** A cell that a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/

/** How a cell looks that was kept from being taken for one. */
const neutralised = /^'(?=[=+\-@\t\r])/

interface Limits {
  /** Rows at most, below the headings. */
  readonly rows: number
}

/** No table of ours has nearly so many columns; what has more is named once, not a fault for each. */
const mostColumns = 50

/**
 * Reads a table and names every fault in it, by the line on which its row begins and the column (`/7/email`). Empty cells are
 * absent values. Nothing is quoted from it.
 */
export function readTable<Schema extends z.ZodType>(
  text: string,
  columns: Columns,
  schema: Schema,
  limits: Limits,
): ReadTable<z.output<Schema>> {
  const records = parseRecords(text, limits)
  if ('fault' in records) return { rows: [], faults: [records.fault] }
  const [head, ...body] = records
  const places = placesOf(head?.record ?? [], columns)
  if (places.faults.length > 0) return { rows: [], faults: places.faults }
  if (body.length === 0 || body.length > limits.rows) {
    const detail =
      body.length === 0 ? 'De tabel heeft geen rijen.' : `De tabel heeft meer dan ${limits.rows} rijen.`
    return { rows: [], faults: [at(1, '', body.length === 0 ? 'no-rows' : 'too-many-rows', detail)] }
  }
  const rows: { line: number; value: z.output<Schema> }[] = []
  const faults: Fault[] = []
  for (const { record, line } of body) {
    if (record.length !== head?.record.length) {
      faults.push(at(line, '', 'cells', 'Deze rij heeft niet evenveel cellen als er kolommen zijn.'))
      continue
    }
    const parsed = schema.safeParse(valuesOf(record, places.order))
    if (parsed.success) rows.push({ line, value: parsed.data })
    else faults.push(...parsed.error.issues.map((issue) => toFault(issue, line, columns)))
  }
  return { rows, faults }
}

/** Writes a table; a cell that a spreadsheet would take for a formula is kept from it by an apostrophe, which reading takes away. */
export function writeTable<Row extends object>(columns: Columns, rows: readonly Row[]): string {
  const names = Object.keys(columns)
  return stringify(
    [Object.values(columns), ...rows.map((row) => names.map((name) => written((row as never)[name])))],
    { bom: true, delimiter: ';', record_delimiter: 'windows', quoted_match: /[;\r\n"']/ },
  )
}

/** A fault in a row that shows only beside other rows, or beside what is there already. */
export function at(line: number, column: string, code: FaultCode, detail: string): Fault {
  const place = column === '' ? `/${line}` : `/${line}/${column}`
  return { in: 'body', name: place, code, detail: `Regel ${line}: ${detail}` }
}

function parseRecords(text: string, limits: Limits): { record: string[]; line: number }[] | { fault: Fault } {
  const head = text.slice(0, text.search(/[\r\n]|$/))
  const delimiter = head.split(';').length >= head.split(',').length ? ';' : ','
  let line = 1
  try {
    const found = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // The headings, and one row more than there may be: nobody has the service read on for nothing.
      to: limits.rows + 2,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number; bytes: number } }[]
    return found.map(({ record, info }) => {
      const began = Math.max(line, info.lines - record.join('').split('\n').length + 1)
      line = info.lines + 1
      return { record, line: began }
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const lines = Number((error as { lines?: unknown }).lines)
    return {
      fault: at(Number.isFinite(lines) ? lines : 1, '', 'not-csv', 'Hier is dit geen leesbare tabel (CSV).'),
    }
  }
}

/** Which column stands where. */
function placesOf(
  head: readonly string[],
  columns: Columns,
): { order: (string | undefined)[]; faults: Fault[] } {
  if (head.length > mostColumns)
    return { order: [], faults: [at(1, '', 'too-many-columns', 'Dit zijn te veel kolommen.')] }
  const names = new Map(Object.entries(columns).map(([name, heading]) => [heading.toLowerCase(), name]))
  const order = head.map((heading) => names.get(heading.toLowerCase()))
  const faults = Object.entries(columns)
    .filter(([name]) => order.filter((other) => other === name).length !== 1)
    .map(([name, heading]) => at(1, name, 'column', `De kolom "${heading}" moet er één keer zijn.`))
  order.forEach((name, place) => {
    if (name === undefined)
      faults.push(at(1, '', 'unknown-column', `Kolom ${place + 1} hoort niet in deze tabel.`))
  })
  return { order, faults }
}

function valuesOf(record: readonly string[], order: readonly (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(
    record.flatMap((cell, place) => {
      const name = order[place]
      return name === undefined || cell === '' ? [] : [[name, cell.replace(neutralised, '')]]
    }),
  )
}

function toFault(issue: z.core.$ZodIssue, line: number, columns: Columns): Fault {
  const name = String(issue.path[0] ?? '')
  const heading = columns[name]
  const detail =
    issue.code === 'custom' || heading === undefined ? issue.message : `${heading}: ${issue.message}`
  return at(line, name, faultCodeOf(issue), detail)
}

function written(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  return formula.test(text) ? `'${text}` : text
}
