import type { Transaction } from '../../db/driver/client.ts'
import { logbook } from '../../db/tables/logbook.ts'

/** One line of the logbook; typed fields only, so that no text about anybody fits (R20). */
export type LogbookLine = typeof logbook.$inferInsert

/**
 * Adds lines to the logbook, in the transaction of what they tell of (R20, Jw 7.1.2.3 f). The database lets the
 * service add and nothing else.
 */
export async function writeLogbook(tx: Transaction, ...lines: LogbookLine[]): Promise<void> {
  if (lines.length > 0) await tx.insert(logbook).values(lines)
}
