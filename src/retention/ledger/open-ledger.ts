import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type FileState, form, type LedgerEntry, writeLine } from './lines.ts'
import { ending } from './read-ledger.ts'

/** Where destructions are written outside the database: lines are added and none is changed. */
export interface Ledger {
  readonly directory: string
  /** The id of the youngest entry that was there when it was opened. */
  readonly latest: string | undefined
  /** Adds entries; settles once they are on the disk. */
  append(entries: readonly LedgerEntry[]): Promise<void>
  close(): Promise<void>
}

interface OpenFile {
  readonly handle: FileHandle
  readonly state: FileState
}

/**
 * Opens the ledger to write to it: each process in a file of its own, begun with its first entry, so that instances that share a
 * directory never write in between each other. A file in which writing failed is left as it is, and another begun.
 * @param known the files that are there, as they were read, and the id of the youngest entry
 */
export function openLedger(directory: string, known: readonly FileState[] = [], latest?: string): Ledger {
  const ended: FileState[] = [...known]
  let current: OpenFile | undefined
  return {
    directory,
    latest,
    async append(entries) {
      if (entries.length === 0) return
      const file = current ?? (await beginFile(directory, ended))
      current = undefined
      try {
        current = { ...file, state: await addLines(file, entries) }
      } catch (error) {
        ended.push(file.state)
        await file.handle.close().catch(() => {})
        throw error
      }
    },
    async close() {
      await current?.handle.close()
      current = undefined
    },
  }
}

async function beginFile(directory: string, after: readonly FileState[]): Promise<OpenFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = `${uuidv7()}${ending}`
  const { text, chain } = writeLine({ ledger: form, file, after: [...after] }, '')
  const handle = await open(join(directory, file), 'ax', 0o600)
  await handle.appendFile(text)
  await handle.datasync()
  await syncDirectory(directory)
  return { handle, state: { file, lines: 1, chain } }
}

async function addLines({ handle, state }: OpenFile, entries: readonly LedgerEntry[]): Promise<FileState> {
  let { chain } = state
  const texts = entries.map((entry) => {
    const line = writeLine(entry, chain)
    chain = line.chain
    return line.text
  })
  await handle.appendFile(texts.join(''))
  await handle.datasync()
  return { file: state.file, lines: state.lines + entries.length, chain }
}

/** So that the name of a new file survives a loss of power as well. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
