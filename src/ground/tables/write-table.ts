import { stringify } from 'csv-stringify/sync'
import type { Columns } from './columns.ts'
import { intoCell } from './spreadsheet-cells.ts'

/**
 * Writes a table for a spreadsheet: a row of Dutch headings, then a row for each; semicolons and a byte order mark, since that is
 * what a Dutch spreadsheet opens as it should. A cell that it would take for a formula is kept from it by an apostrophe, which reading
 * takes away.
 * @param texts columns that come in again, of which a spreadsheet may make no number and no day either
 */
export function writeTable<Row extends object>(
  columns: Columns,
  rows: readonly Row[],
  texts: readonly string[] = [],
): string {
  const names = Object.keys(columns)
  const written = (row: Row) => names.map((name) => cellOf((row as never)[name], texts.includes(name)))
  return stringify([Object.values(columns), ...rows.map(written)], {
    bom: true,
    delimiter: ';',
    record_delimiter: 'windows',
    quoted_match: /[;\r\n"']/,
  })
}

function cellOf(value: unknown, staysAsItIs: boolean): string {
  return value === null || value === undefined ? '' : intoCell(String(value), staysAsItIs)
}
