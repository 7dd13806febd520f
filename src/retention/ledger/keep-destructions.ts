import type { Database } from '../../../db/driver/client.ts'
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
 * @returns how many entries were written, and the id of the last one
 */
export async function keepDestructions(
  database: Database,
  ledger: Ledger,
  now: Date,
  stopped: () => boolean,
): Promise<{ count: number; last: string | undefined }> {
  let count = 0
  let last: string | undefined
  for (let kept = batch; kept === batch && !stopped(); count += kept) {
    const ids = await keepSome(database, ledger, now)
    kept = ids.length
    last = ids.at(-1) ?? last
  }
  return { count, last }
}

/** The ids of what it kept. */
async function keepSome(database: Database, ledger: Ledger, now: Date): Promise<string[]> {
  await ledger.ready()
  const kept = await database.run(() =>
    database.sql.begin(async (tx) => {
      const rows = await tx<Row[]>`select * from destructions_to_keep(${batch})`
      const ids = rows.map(({ id }) => id)
      if (ids.length === 0) return ids
      await ledger.append(rows.map(toEntry))
      await tx`select destructions_kept(${ids}::uuid[], ${now})`
      return ids
    }),
  )
  // None where another instance is at it, or has not let go yet: that says nothing about the disk.
  if (kept.length > 0) ledger.confirm()
  return kept
}

function toEntry({ id, day, reason, kind, subject_hash: hash, wind_down_id: windDown }: Row): LedgerEntry {
  return { id, day, reason, kind, hash: hash.toString('hex'), ...(windDown === null ? {} : { windDown }) }
}
