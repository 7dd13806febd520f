import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileState, type LedgerEntry, readEntry, readHead } from './lines.ts'

export const ending = '.jsonl'

/** What is wrong with the ledger: nothing of it is believed from that line of the file on. */
export interface LedgerFault {
  readonly fault: 'changed-line' | 'missing-lines' | 'missing-file'
  readonly file: string
  readonly line: number
}

export interface LedgerReading {
  /** The state of every file, up to which it holds. */
  readonly files: readonly FileState[]
  readonly entries: number
  readonly faults: readonly LedgerFault[]
}

/**
 * Reads the whole ledger and holds every line against the chain, and every file against what later files say of it. A last
 * line that was cut off by a crash was never counted as kept, and is passed by. A directory that is not there is an empty ledger.
 * @param onEntries is handed the entries, so many at a time
 */
export async function readLedger(
  directory: string,
  onEntries: (entries: readonly LedgerEntry[]) => Promise<void> = async () => {},
): Promise<LedgerReading> {
  const files: FileState[] = []
  const faults: LedgerFault[] = []
  const promised = new Map<string, FileState[]>()
  let entries = 0
  // The later ones first: they say what the earlier ones must hold.
  for (const file of (await filesIn(directory)).reverse()) {
    const read = await readFile(directory, file, promised.get(file) ?? [], onEntries)
    promised.delete(file)
    for (const state of read.after) promised.set(state.file, [...(promised.get(state.file) ?? []), state])
    files.unshift(read.state)
    faults.push(...read.faults)
    entries += read.state.lines - 1
  }
  for (const file of promised.keys()) faults.push({ fault: 'missing-file', file, line: 1 })
  return { files: files.filter(({ lines }) => lines > 0), entries, faults }
}

async function filesIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => name.endsWith(ending)).sort()
}

const chunk = 10_000

async function readFile(
  directory: string,
  file: string,
  promised: readonly FileState[],
  onEntries: (entries: readonly LedgerEntry[]) => Promise<void>,
) {
  const faults: LedgerFault[] = []
  let [lines, chain] = [0, '']
  let after: readonly FileState[] = []
  let waiting: LedgerEntry[] = []
  for await (const text of wholeLines(join(directory, file))) {
    const read = lines === 0 ? readHead(text) : readEntry(text, chain)
    if (read === undefined || ('file' in read.content && read.content.file !== file)) {
      faults.push({ fault: 'changed-line', file, line: lines + 1 })
      break
    }
    lines++
    chain = read.chain
    if ('after' in read.content) after = read.content.after
    else waiting.push(read.content)
    if (promised.some((state) => state.lines === lines && state.chain !== chain))
      faults.push({ fault: 'changed-line', file, line: lines })
    if (waiting.length === chunk) {
      await onEntries(waiting)
      waiting = []
    }
  }
  if (waiting.length > 0) await onEntries(waiting)
  const most = Math.max(0, ...promised.map((state) => state.lines))
  if (lines < most && faults.length === 0) faults.push({ fault: 'missing-lines', file, line: lines + 1 })
  return { state: { file, lines, chain }, after, faults }
}

/** The lines that end as lines do. */
async function* wholeLines(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const part of createReadStream(path, 'utf8')) {
    const lines = `${rest}${part}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
