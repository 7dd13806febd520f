import type { Database } from '../../../db/client.ts'
import type { LedgerEntry } from './lines.ts'
import type { Ledger } from './open-ledger.ts'

/** So many in one transaction. */
const batch = 1000

type Row = Omit<LedgerEntry, 'hash' | 'windDown'> & {
  readonly subject_hash: Buffer
  readonly wind_down_id: string | null
}

/**
 * Writes what was destroyed to the ledger outside the database, and marks it as kept once it is on disk: at least once, and by
 * one instance at a time. May be interrupted and repeated.
 * @returns how many entries were written
 */
export async function keepDestructions(
  database: Database,
  ledger: Ledger,
  now: Date,
  stopped: () => boolean,
): Promise<number> {
  let total = 0
  for (let kept = batch; kept === batch && !stopped(); total += kept)
    kept = await keepSome(database, ledger, now)
  return total
}

function keepSome(database: Database, ledger: Ledger, now: Date): Promise<number> {
  return database.run(() =>
    database.sql.begin(async (tx) => {
      const rows = await tx<Row[]>`select * from functions.destructions_to_keep(${batch})`
      if (rows.length === 0) return 0
      await ledger.append(rows.map(toEntry))
      await tx`select functions.destructions_kept(${rows.map(({ id }) => id)}::uuid[], ${now})`
      return rows.length
    }),
  )
}

function toEntry({ id, day, reason, kind, subject_hash: hash, wind_down_id: windDown }: Row): LedgerEntry {
  return { id, day, reason, kind, hash: hash.toString('hex'), ...(windDown === null ? {} : { windDown }) }
}
