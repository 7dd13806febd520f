import { extname } from 'node:path'
import { ownProcess } from '../../ground/own-process/own-process.ts'
import type { AppendRequest } from './ledger-process.ts'
import type { FileState, LedgerEntry } from './lines.ts'

/** Where destructions are written outside the database: lines are added and none is changed. */
export interface Ledger {
  readonly directory: string
  /** The id of the youngest entry that was there when it was opened. */
  readonly latest: string | undefined
  /**
   * Waits until it can be written to, so that no transaction waits for that.
   * @throws Hanging where that takes too long
   */
  ready(): Promise<void>
  /**
   * Adds entries; settles once they are on the disk. What an earlier call wrote too late for its caller is not written again.
   * @throws Hanging where the disk does not answer in time
   * @throws FileWorkFailed with the code of the system, `ENOSPC` of a full disk for instance
   */
  append(entries: readonly LedgerEntry[]): Promise<void>
  /** Says that the database has as kept what was appended: should it ask again, the entries are lost, and are written again. */
  confirm(): void
  close(): Promise<void>
}

/** ms that a write may take: less than a query may by default, since a transaction waits for it. */
const patience = 4000

const program = new URL(`./ledger-process${extname(import.meta.url)}`, import.meta.url)

/**
 * Opens the ledger to write to it, in a process of its own: a disk that hangs holds up nothing else, and one write is in
 * flight at most.
 * @param known the files that are there, as they were read, and the id of the youngest entry
 */
export function openLedger(directory: string, known: readonly FileState[] = [], latest?: string): Ledger {
  const writing = ownProcess<AppendRequest>(program, directory, patience)
  // Begun now, since a process takes seconds to start on a busy machine, and the first destruction is not to wait for that.
  writing.ready().catch(() => {})
  let files = known
  let unconfirmed = new Set<string>()
  return {
    directory,
    latest,
    ready: () => writing.ready(),
    async append(entries) {
      const fresh = entries.filter(({ id }) => !unconfirmed.has(id))
      if (fresh.length === 0) return
      await writing.call({ directory, known: files, entries: fresh }, (answer) => {
        files = answer as readonly FileState[]
        unconfirmed = new Set([...unconfirmed, ...fresh.map(({ id }) => id)])
      })
    },
    confirm() {
      unconfirmed = new Set()
    },
    async close() {
      writing.close()
    },
  }
}
