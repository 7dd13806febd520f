import { answerCalls } from '../../ground/own-process/answer-calls.ts'
import type { FileState, LedgerEntry } from './lines.ts'
import { type LedgerWriter, writeLedger } from './write-ledger.ts'

/** What the process that writes the ledger is asked. */
export interface AppendRequest {
  readonly directory: string
  /** For a process that begins: the files that are there. */
  readonly known: readonly FileState[]
  readonly entries: readonly LedgerEntry[]
}

let writer: LedgerWriter | undefined

answerCalls(async ({ directory, known, entries }: AppendRequest) => {
  writer ??= writeLedger(directory, known)
  await writer.append(entries)
  return writer.files()
})
