import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A directory in which signed checkpoints are kept, a file for each: what is there is never written over, so that the service that makes the
 * service sign another history cannot take away what it signed before (R20).
 */

const ending = '.checkpoint'

/** Files read at once. */
const atOnce = 64

/**
 * Keeps a checkpoint: whole or not at all. Where another is kept for the size, both are from then on.
 * @returns the other one, where there is one
 */
export async function keepInDirectory(
  directory: string,
  { size, note }: { readonly size: number; readonly note: string },
): Promise<string | undefined> {
  await mkdir(directory, { recursive: true })
  const name = String(size).padStart(15, '0')
  const kept = await keepOnce(directory, `${name}${ending}`, note)
  if (kept === note) return undefined
  await keepOnce(directory, `${name}-${createHash('sha256').update(note).digest('hex')}${ending}`, note)
  return kept
}

/** Every checkpoint that is kept, in the order of their sizes. */
export async function readWitness(directory: string): Promise<string[]> {
  return readFiles(directory, await namesIn(directory))
}

/**
 * As many checkpoints as can be looked at on every start: the newest, ever fewer of the older, some of all times, and each that
 * was kept beside another of its size. None where nothing was kept yet.
 */
export async function readSome(directory: string): Promise<string[]> {
  const names = await namesIn(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const step = Math.ceil(names.length / spread)
  return readFiles(
    directory,
    names.filter((name, n) => {
      const fromLast = names.length - 1 - n
      return name.includes('-') || n % step === 0 || Number.isInteger(Math.log2(fromLast + 1))
    }),
  )
}

/** How many of all times. */
const spread = 64

/** What is in the file from now on, which is what was in it before. */
async function keepOnce(directory: string, name: string, text: string): Promise<string> {
  const file = join(directory, name)
  const there = await readFile(file, 'utf8').catch(unlessMissing)
  if (there !== undefined) return there
  const draft = join(directory, `${randomUUID()}.new`)
  try {
    await writeToDisk(draft, text)
    await link(draft, file)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return await readFile(file, 'utf8')
  } finally {
    // Also where it was not written, so that a full disk does not fill with files.
    await unlink(draft).catch(unlessMissing)
  }
}

async function writeToDisk(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o644)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(ending)).sort()
}

async function readFiles(directory: string, names: readonly string[]): Promise<string[]> {
  const texts: string[] = []
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce)
    texts.push(...(await Promise.all(some.map((name) => readFile(join(directory, name), 'utf8')))))
  }
  return texts
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
