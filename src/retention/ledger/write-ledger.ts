import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
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
  /** How far the disk has said that it keeps it. */
  readonly kept: FileState
  /** The lines after that, which are written once more before the disk is asked again. */
  readonly doubtful: readonly Line[]
}

/**
 * Writes to the ledger: each process in a file of its own, begun with its first entry, so that instances that share a directory
 * never write in between each other. Where a line did not fit on the disk, or the disk did not say that it keeps a line, the file goes on: what it did not keep is
 * written again at its place, so that a disk that fails does not fill with files. Only where that file is gone, or cannot be written any more, another is begun.
 * @param known the files that are there, as they were read
 */
export function writeLedger(directory: string, known: readonly FileState[] = []): LedgerWriter {
  const ended: FileState[] = [...known]
  let current: OpenFile | undefined
  /** The file of which the disk did not say that it keeps it; it is closed. */
  let failed: OpenFile | undefined
  return {
    async append(entries) {
      if (entries.length === 0) return
      const file = current ?? (await reopenFailed()) ?? (await createFile(directory))
      current = undefined
      const there = new Set(file.doubtful.map(({ id }) => id))
      const lines = linesAfter(
        file.state,
        ended,
        entries.filter(({ id }) => !there.has(id)),
      )
      let reached = file
      try {
        const written = await addLines(await writeAgain(file), lines)
        reached = written.file
        if (!written.whole) {
          current = reached
          throw written.error
        }
        current = await keepOnDisk(reached, directory)
      } catch (error) {
        if (!current) await close(reached)
        throw error
      }
    },
    files: () => (current && current.state.lines > 0 ? [...ended, current.state] : ended),
    async close() {
      await current?.handle.close()
      current = undefined
    },
  }

  async function close(file: OpenFile): Promise<void> {
    failed = file
    await file.handle.close().catch(() => {})
  }

  /** As it was left; undefined where it is not there any more, for instance since another disk is. */
  async function reopenFailed(): Promise<OpenFile | undefined> {
    const file = failed
    failed = undefined
    if (!file) return undefined
    const handle = await open(join(directory, file.state.file), 'r+').catch(() => undefined)
    const there = (await handle?.stat().catch(() => undefined))?.size ?? -1
    if (handle && there >= file.size - bytesOf(file.doubtful)) return { ...file, handle }
    await handle?.close().catch(() => {})
    if (file.kept.lines > 0) ended.push(file.kept)
    return undefined
  }
}

async function createFile(directory: string): Promise<OpenFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = `${uuidv7()}${ending}`
  const handle = await open(join(directory, file), 'wx', 0o600)
  await giveToOwner(handle, directory)
  const state = { file, lines: 0, chain: '' }
  return { handle, state, size: 0, named: false, kept: state, doubtful: [] }
}

/** What root writes, as an operator with the command, the service is to read too: it is whose the directory is. */
async function giveToOwner(handle: FileHandle, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(directory)
  await handle.chown(uid, gid)
}

interface Line {
  readonly text: string
  readonly chain: string
  /** Of the entry; undefined for the head of a file. */
  readonly id?: string
}

function bytesOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
}

/** The lines of the entries; before them the head, where the file has none yet. */
function linesAfter(
  { file, lines, chain }: FileState,
  after: readonly FileState[],
  entries: readonly LedgerEntry[],
): Line[] {
  const all: Line[] = []
  if (lines === 0) all.push(writeLine({ ledger: form, file, after: [...after] }, ''))
  for (const entry of entries) all.push({ ...writeLine(entry, all.at(-1)?.chain ?? chain), id: entry.id })
  return all
}

/** A disk that once failed to keep something may have let go of it: it is told the same again, byte for byte. */
async function writeAgain(file: OpenFile): Promise<OpenFile> {
  const { handle, doubtful, size } = file
  await writeAt(handle, textOf(doubtful), size - bytesOf(doubtful))
  return file
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join('')
}

/** Writes all of it, or throws with a part of it written. */
async function writeAt(handle: FileHandle, text: string, position: number): Promise<void> {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}

/** The file with the lines; or with those that went in whole, and why the others did not. */
async function addLines(
  file: OpenFile,
  lines: readonly Line[],
): Promise<{ file: OpenFile; whole: true } | { file: OpenFile; whole: false; error: unknown }> {
  const { handle } = file
  try {
    await writeAt(handle, textOf(lines), file.size)
    return { file: withLines(file, lines, Number.POSITIVE_INFINITY), whole: true }
  } catch (error) {
    const shorter = withLines(file, lines, (await handle.stat()).size)
    // A whole line stays: another instance may have read it, and says so in its own file.
    await handle.truncate(shorter.size)
    return { file: shorter, whole: false, error }
  }
}

function withLines(file: OpenFile, lines: readonly Line[], length: number): OpenFile {
  let { size, state } = file
  const doubtful = [...file.doubtful]
  for (const line of lines) {
    const bytes = Buffer.byteLength(line.text)
    if (size + bytes > length) break
    size += bytes
    state = { ...state, lines: state.lines + 1, chain: line.chain }
    doubtful.push(line)
  }
  return { ...file, size, state, doubtful }
}

/** So that the lines survive a loss of power, and the name of a new file as well. */
async function keepOnDisk(file: OpenFile, directory: string): Promise<OpenFile> {
  await file.handle.datasync()
  const kept = { ...file, kept: file.state, doubtful: [] }
  if (file.named) return kept
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { ...kept, named: true }
}
