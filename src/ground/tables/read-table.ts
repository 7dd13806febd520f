import { z } from 'zod'
import type { Fault } from '../errors.ts'
import { faultCodeOf } from '../schema-faults.ts'
import { at } from './at.ts'
import type { Columns } from './columns.ts'
import { type ParsedRow, parseRows } from './parse-rows.ts'
import { outOfCell } from './spreadsheet-cells.ts'

/** What was read: every row that is right, with its number, and every fault of those that are not. */
export interface ReadTable<T> {
  readonly rows: readonly { readonly line: number; readonly value: T }[]
  readonly faults: readonly Fault[]
}

interface Limits {
  /** Rows at most, below the headings. */
  readonly rows: number
}

/** No table of ours has nearly so many columns; what has more is named once, not a fault for each. */
const mostColumns = 50

/**
 * Reads a table as people keep it in a spreadsheet, and names every fault in it by the row as the spreadsheet numbers it, and the column
 * (`/7/email`). Empty cells are absent values; a column whose value may be absent may be so too. Nothing is quoted from it.
 */
export function readTable<Shape extends z.core.$ZodShape>(
  text: string,
  columns: Columns,
  schema: z.ZodObject<Shape>,
  limits: Limits,
): ReadTable<z.output<z.ZodObject<Shape>>> {
  const names = namesByHeading(columns)
  const parsed = parseRows(
    text,
    limits.rows + 2,
    (cells) => cells.filter((cell) => names.has(plain(cell))).length,
  )
  if ('fault' in parsed) return { rows: [], faults: [parsed.fault] }
  const [head = { row: 1, cells: [] }, ...body] = parsed
  const order = head.cells.map((heading) => (heading === '' ? '' : names.get(plain(heading))))
  const wrong = findHeadingFaults(head, order, columns, schema)
  const faults = wrong.length > 0 ? wrong : findSizeFaults(head, body, limits)
  return faults.length > 0 ? { rows: [], faults } : readRows(body, order, columns, schema)
}

/** How a heading is compared: letters and digits, without their case and what stands between them. */
function plain(heading: string): string {
  return heading
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function namesByHeading(columns: Columns): ReadonlyMap<string, string> {
  return new Map(Object.entries(columns).map(([name, heading]) => [plain(heading), name]))
}

/** @param order which column stands where: empty where a column has no heading, undefined where it is not known */
function findHeadingFaults<Shape extends z.core.$ZodShape>(
  { row, cells }: ParsedRow,
  order: readonly (string | undefined)[],
  columns: Columns,
  schema: z.ZodObject<Shape>,
): Fault[] {
  if (cells.filter((cell) => cell !== '').length > mostColumns)
    return [at(row, '', 'too-many-columns', 'Dit zijn te veel kolommen.')]
  const missing = Object.entries(columns).flatMap(([name, heading]) => {
    const times = order.filter((other) => other === name).length
    if (times === 1 || (times === 0 && mayBeAbsent(schema, name))) return []
    return [at(row, name, 'column', `De kolom "${heading}" moet er één keer zijn.`)]
  })
  const unknown = order.flatMap((name, place) =>
    name === undefined ? [at(row, '', 'unknown-column', `Kolom ${place + 1} hoort niet in deze tabel.`)] : [],
  )
  return [...missing, ...unknown]
}

function mayBeAbsent<Shape extends z.core.$ZodShape>(schema: z.ZodObject<Shape>, name: string): boolean {
  const field = schema.shape[name]
  return field !== undefined && z.safeParse(field, undefined).success
}

function findSizeFaults({ row }: ParsedRow, body: readonly ParsedRow[], { rows }: Limits): Fault[] {
  if (body.length === 0) return [at(row, '', 'no-rows', 'De tabel heeft geen rijen.')]
  if (body.length > rows) return [at(row, '', 'too-many-rows', `De tabel heeft meer dan ${rows} rijen.`)]
  return []
}

function readRows<Shape extends z.core.$ZodShape>(
  body: readonly ParsedRow[],
  order: readonly (string | undefined)[],
  columns: Columns,
  schema: z.ZodObject<Shape>,
): ReadTable<z.output<z.ZodObject<Shape>>> {
  const rows: { line: number; value: z.output<z.ZodObject<Shape>> }[] = []
  const faults: Fault[] = []
  for (const { row, cells } of body) {
    if (cells.some((cell, place) => cell !== '' && !order[place])) {
      faults.push(at(row, '', 'cells', 'In deze rij staat iets in een kolom die geen kop heeft.'))
      continue
    }
    const read = schema.safeParse(valuesOf(cells, order))
    if (read.success) rows.push({ line: row, value: read.data })
    else faults.push(...read.error.issues.map((issue) => toFault(issue, row, columns)))
  }
  return { rows, faults }
}

/** What stands in a row by the names of its columns; Excel leaves out empty cells at the end of a row, and so does this. */
function valuesOf(cells: readonly string[], order: readonly (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap((cell, place) => {
      const name = order[place]
      return !name || cell === '' ? [] : [[name, outOfCell(cell)]]
    }),
  )
}

function toFault(issue: z.core.$ZodIssue, row: number, columns: Columns): Fault {
  const name = String(issue.path[0] ?? '')
  const heading = columns[name]
  const detail =
    issue.code === 'custom' || heading === undefined ? issue.message : `${heading}: ${issue.message}`
  return at(row, name, faultCodeOf(issue), detail)
}
