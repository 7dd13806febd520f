import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type FileState, form, type LedgerEntry, writeLine } from './lines.ts'
import { ending } from './read-ledger.ts'

/** Writes the files of one process. */
export interface LedgerWriter {
  /** Adds entries; settles once they are on the disk. */
  append(entries: readonly LedgerEntry[]): Promise<void>
  /** Every file that is known, and how far it is. */
  files(): readonly FileState[]
  close(): Promise<void>
}

interface OpenFile {
  readonly handle: FileHandle
  readonly state: FileState
  /** Bytes that its lines take. */
  readonly size: number
  /** Whether the name of the file is on the disk too. */
  readonly named: boolean
}

/**
 * Writes to the ledger: each process in a file of its own, begun with its first entry, so that instances that share a directory
 * never write in between each other. Where a line did not fit on the disk the file goes on behind the last whole line, so that a
 * full disk does not fill with files. A file that the disk did not keep is left as it is, and another begun.
 * @param known the files that are there, as they were read
 */
export function writeLedger(directory: string, known: readonly FileState[] = []): LedgerWriter {
  const ended: FileState[] = [...known]
  let current: OpenFile | undefined
  return {
    async append(entries) {
      if (entries.length === 0) return
      const file = current ?? (await createFile(directory))
      const lines = linesAfter(file.state, ended, entries)
      current = undefined
      try {
        const written = await addLines(file, lines)
        if (!written.whole) {
          current = written.file
          throw written.error
        }
        current = await keepOnDisk(written.file, directory)
      } catch (error) {
        if (!current) await end(file)
        throw error
      }
    },
    files: () => (current && current.state.lines > 0 ? [...ended, current.state] : ended),
    async close() {
      await current?.handle.close()
      current = undefined
    },
  }

  async function end({ handle, state }: OpenFile): Promise<void> {
    if (state.lines > 0) ended.push(state)
    await handle.close().catch(() => {})
  }
}

async function createFile(directory: string): Promise<OpenFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = `${uuidv7()}${ending}`
  const handle = await open(join(directory, file), 'ax', 0o600)
  return { handle, state: { file, lines: 0, chain: '' }, size: 0, named: false }
}

interface Line {
  readonly text: string
  readonly chain: string
}

/** The lines of the entries; before them the head, where the file has none yet. */
function linesAfter(
  { file, lines, chain }: FileState,
  after: readonly FileState[],
  entries: readonly LedgerEntry[],
): Line[] {
  const all: Line[] = []
  if (lines === 0) all.push(writeLine({ ledger: form, file, after: [...after] }, ''))
  for (const entry of entries) all.push(writeLine(entry, all.at(-1)?.chain ?? chain))
  return all
}

/** The file with the lines; or with those that went in whole, and why the others did not. */
async function addLines(
  file: OpenFile,
  lines: readonly Line[],
): Promise<{ file: OpenFile; whole: true } | { file: OpenFile; whole: false; error: unknown }> {
  const { handle } = file
  try {
    await handle.appendFile(lines.map(({ text }) => text).join(''))
    return { file: withLines(file, lines, Number.POSITIVE_INFINITY), whole: true }
  } catch (error) {
    const shorter = withLines(file, lines, (await handle.stat()).size)
    // A whole line stays: another instance may have read it, and says so in its own file.
    await handle.truncate(shorter.size)
    return { file: shorter, whole: false, error }
  }
}

function withLines(file: OpenFile, lines: readonly Line[], length: number): OpenFile {
  let { size } = file
  let state = file.state
  for (const { text, chain } of lines) {
    if (size + Buffer.byteLength(text) > length) break
    size += Buffer.byteLength(text)
    state = { ...state, lines: state.lines + 1, chain }
  }
  return { ...file, size, state }
}

/** So that the lines survive a loss of power, and the name of a new file as well. */
async function keepOnDisk(file: OpenFile, directory: string): Promise<OpenFile> {
  await file.handle.datasync()
  if (file.named) return file
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { ...file, named: true }
}
