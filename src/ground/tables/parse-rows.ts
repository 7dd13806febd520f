import { CsvError, parse } from 'csv-parse/sync'
import type { Fault } from '../errors.ts'
import { at } from './at.ts'

/** A row in which something stands, and its number as a spreadsheet shows it: a cell of several lines is in one row. */
export interface ParsedRow {
  readonly row: number
  readonly cells: readonly string[]
}

/** Says to Excel which sign parts the cells; it is no row. */
const separatorLine = /^sep=(.)(?:\r\n|\n|\r|$)/i

const separators = [';', '\t', ','] as const

/** So many rows may be empty for each in which something may stand. */
const mostEmptyPerRow = 20

class TooManyRows extends Error {}

/** Rows beyond those that are asked for are not read. */
class EnoughRows extends Error {}

/**
 * The rows of a table, with each mark that parts its cells and ends its lines. Rows in which nothing stands are counted, as a spreadsheet does, and
 * left out.
 * @param mostRows so many are read at most
 * @param headings by which of the separators the first row falls into most of them is chosen
 */
export function parseRows(
  text: string,
  mostRows: number,
  headings: (cells: readonly string[]) => number,
): ParsedRow[] | { readonly fault: Fault } {
  const [line = '', named] = separatorLine.exec(text) ?? []
  const body = withoutEmptyEnd(text.slice(line.length))
  const rows: ParsedRow[] = []
  let row = 0
  const keep = (record: string[]): null => {
    row += 1
    const cells = record.map((cell) => cell.trim())
    if (cells.some((cell) => cell !== '')) rows.push({ row, cells })
    if (rows.length >= mostRows) throw new EnoughRows()
    if (row >= mostRows * mostEmptyPerRow) throw new TooManyRows()
    return null
  }
  try {
    parse(body, {
      bom: true,
      delimiter: named ?? likeliest(body, headings),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: keep,
    })
  } catch (error) {
    if (error instanceof EnoughRows) return rows
    if (error instanceof TooManyRows) return { fault: at(row, '', 'too-many-rows', tooManyEmpty) }
    if (!(error instanceof CsvError)) throw error
    return { fault: at(row + 1, '', 'not-csv', unreadable) }
  }
  return rows
}

const tooManyEmpty = 'Hierboven staan te veel lege rijen. Haal de lege rijen weg.'
const unreadable =
  'Vanaf hier is dit geen leesbare tabel: een cel met een aanhalingsteken (") is niet goed afgesloten. Sla de tabel opnieuw op als CSV.'

function likeliest(text: string, headings: (cells: readonly string[]) => number): string {
  const first = /^[\s;,"]*([^\r\n]*)/.exec(text)?.[1] ?? ''
  const scored = separators.map((separator) => ({ separator, found: headings(first.split(separator)) }))
  return scored.reduce((best, one) => (one.found > best.found ? one : best)).separator
}

/** A text up to the line in which something stands last: what Excel writes below it is nothing. */
function withoutEmptyEnd(text: string): string {
  let end = text.length
  while (end > 0 && emptySigns.includes(text.charAt(end - 1))) end -= 1
  const next = text.slice(end).search(/[\r\n]/)
  return next === -1 ? text : text.slice(0, end + next)
}

const emptySigns = ' \u00a0;,\t\r\n'
