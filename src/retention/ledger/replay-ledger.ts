import type { Database } from '../../../db/driver/client.ts'
import { dateInAmsterdam } from '../../ground/calendar.ts'
import type { LedgerEntry } from './lines.ts'
import { type LedgerReading, readLedger } from './read-ledger.ts'

/** How a database stands beside its ledger. */
export interface LedgerComparison extends LedgerReading {
  /** Entries that the database does not know: it was restored from before them. */
  readonly unknown: readonly LedgerEntry[]
  /** How many the database has as kept, and the ledger has not. */
  readonly missing: number
  /** The id of the youngest entry. */
  readonly latest: string | undefined
}

/** Reads the ledger and holds it beside the database. */
export async function compareLedger(database: Database, directory: string): Promise<LedgerComparison> {
  // Counted before reading: what is kept meanwhile is in the ledger already.
  const kept = await countKept(database)
  const seen = new Set<string>()
  const unknown: LedgerEntry[] = []
  let keptHere = 0
  let latest: string | undefined
  const reading = await readLedger(directory, async (entries) => {
    const fresh = entries.filter(({ id }) => !seen.has(id) && seen.add(id))
    const known = await readKnown(database, fresh)
    for (const entry of fresh) {
      if (latest === undefined || entry.id > latest) latest = entry.id
      const isKept = known.get(entry.id)
      if (isKept === undefined) unknown.push(entry)
      else if (isKept) keptHere++
    }
  })
  return { ...reading, unknown, missing: Math.max(0, kept - keptHere), latest }
}

/**
 * Carries out again what the ledger has and the database does not know (R8, R11, R13): a database that was restored from a
 * backup learns whom not to bring back. A service that opens a database does this first. Who was registered anew after their
 * destruction, where the database went back under a running service, keeps what was registered then. May be interrupted and
 * repeated.
 * @returns how many entries were carried out
 */
export async function replayEntries(
  database: Database,
  unknown: readonly LedgerEntry[],
  now: Date,
): Promise<number> {
  if (unknown.length === 0) return 0
  const subjects = new Map([
    ...(await findSubjects(database, 'young_person', unknown)),
    ...(await findSubjects(database, 'signal', unknown)),
  ])
  let replayed = 0
  for (const entries of inBatches(unknown, 500)) {
    const rows = entries.map((entry) => ({
      id: entry.id,
      day: entry.day,
      reason: entry.reason,
      kind: entry.kind,
      hash: `\\x${entry.hash}`,
      wind_down: entry.windDown ?? null,
      subject: subjects.get(entry.hash) ?? null,
    }))
    const [row] = await database.run(
      () => database.sql<{ count: number }[]>`
        select replay_destructions(${database.sql.json(rows)}, ${now}, ${dateInAmsterdam(now)}) as count`,
    )
    replayed += row?.count ?? 0
  }
  return replayed
}

/** Who in the database goes by the hashes of some entries: one pass over the whole table for very many of them. */
async function findSubjects(
  database: Database,
  kind: LedgerEntry['kind'],
  entries: readonly LedgerEntry[],
): Promise<[hash: string, subject: string][]> {
  const found: [string, string][] = []
  const hashes = entries.filter((entry) => entry.kind === kind).map(({ hash }) => `\\x${hash}`)
  for (const some of inBatches(hashes, 200_000)) {
    const rows = await database.run(
      () => database.sql<{ subject: string; hash: Buffer }[]>`
        select * from find_destroyed(${kind}, ${some}::text[]::bytea[])`,
    )
    found.push(...rows.map(({ subject, hash }): [string, string] => [hash.toString('hex'), subject]))
  }
  return found
}

async function countKept(database: Database): Promise<number> {
  const [row] = await database.run(
    () => database.sql<{ count: number }[]>`select count_kept_destructions() as count`,
  )
  return row?.count ?? 0
}

async function readKnown(database: Database, entries: readonly LedgerEntry[]): Promise<Map<string, boolean>> {
  const rows = await database.run(
    () => database.sql<{ id: string; kept: boolean }[]>`
      select * from known_destructions(${entries.map(({ id }) => id)}::uuid[])`,
  )
  return new Map(rows.map(({ id, kept }) => [id, kept]))
}

function* inBatches<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}
