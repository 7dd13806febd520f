import type { Database } from '../../../db/driver/client.ts'
import type { Clock } from '../../ground/calendar.ts'
import { keepDestructions } from './keep-destructions.ts'
import type { Ledger } from './open-ledger.ts'
import { compareLedger, replayEntries } from './replay-ledger.ts'

/**
 * What a running service does about the ledger again and again: writes to it what was destroyed; and where the database went
 * back behind what it had as kept (a standby took over that was behind, or somebody restored it under the service) carries out
 * again what it does not know any more, so that nobody who was destroyed stays back (R8, R11, R13).
 * @param onReplayed hears how many entries were carried out again
 * @returns a round of it, which says how many destructions it wrote
 */
export function ledgerWork(
  database: Database,
  ledger: Ledger,
  clock: Clock,
  onReplayed: (replayed: number) => void,
): (stopped: () => boolean) => Promise<number> {
  let last = ledger.latest
  return async (stopped) => {
    if (last !== undefined && !(await isKept(database, last))) {
      const { unknown } = await compareLedger(database, ledger.directory)
      const replayed = await replayEntries(database, unknown, clock())
      last = undefined
      if (replayed > 0) onReplayed(replayed)
    }
    const kept = await keepDestructions(database, ledger, clock(), stopped)
    last = kept.last ?? last
    return kept.count
  }
}

/** Commits are lost from the last one on, and this was marked after all that was kept before it. */
async function isKept(database: Database, id: string): Promise<boolean> {
  const rows = await database.run(
    () => database.sql<{ kept: boolean }[]>`select kept from known_destructions(${[id]}::uuid[])`,
  )
  return rows[0]?.kept === true
}
