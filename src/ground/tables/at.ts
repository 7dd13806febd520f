import type { Fault } from '../errors.ts'
import type { FaultCode } from '../fault-codes.ts'

/** A fault of a table, at the row as a spreadsheet numbers it, and the column. */
export function at(row: number, column: string, code: FaultCode, detail: string): Fault {
  const place = column === '' ? `/${row}` : `/${row}/${column}`
  return { in: 'body', name: place, code, detail: `Regel ${row}: ${detail}` }
}
