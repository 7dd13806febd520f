import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { program, versionOf } from './binaries.ts'
import type { RunAs } from './command.ts'
import { canUse } from './run-as.ts'

/**
 * Where root keeps what the server's user must reach but cannot reach in the service's own folder, which
 * may lie under a closed directory such as /root. In order of preference.
 */
const stores = ['/var/lib/verwijsindex', '/var/tmp/verwijsindex']

/** The first store that can be used, created if needed. `preferred` is tried first if it is one of them. */
export async function openStore(as: RunAs, preferred?: string): Promise<string> {
  const problems: unknown[] = []
  for (const store of [...stores].sort((a, b) => Number(b === preferred) - Number(a === preferred))) {
    try {
      await openSafely(store)
      if (await canUse(as, store)) return store
      problems.push(new Error(`${store} is out of reach for user ${as.uid}`))
    } catch (error) {
      problems.push(error)
    }
  }
  throw new AggregateError(
    problems,
    `No folder for the embedded PostgreSQL that user ${as.uid} can reach: ${problems}`,
  )
}

/** /var/tmp is open to all: a folder that somebody else prepared there is refused. */
async function openSafely(store: string): Promise<void> {
  const created = await mkdir(store, { recursive: true })
  if (created !== undefined) await chmod(store, 0o755)
  const found = await lstat(store)
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new Error(`${store} is not a directory that only root can write to`)
  }
}

/** The binaries where that user can execute them: in place, or else copied once for this version. */
export async function reachableBinaries(native: string, as: RunAs): Promise<string> {
  if (await usable(native, as)) return native
  const copy = join(await openStore(as), `postgres-${await versionOf(native)}`)
  if (!(await usable(copy, as))) await copyBinaries(native, copy)
  if (await usable(copy, as)) return copy
  throw new Error(
    `User ${as.uid} cannot execute the embedded PostgreSQL, neither in ${native} nor in ${copy}.`,
  )
}

function usable(native: string, as: RunAs): Promise<boolean> {
  const samples = [join(native, 'lib', 'libpq.so.5'), join(native, 'share', 'postgresql', 'postgres.bki')]
  return canUse(
    as,
    program(native, 'postgres'),
    ...(process.platform === 'linux' ? samples : samples.slice(1)),
  )
}

/** Copies beside the place and then renames, so that a copy is whole or absent. */
async function copyBinaries(native: string, copy: string): Promise<void> {
  const partial = await mkdtemp(`${copy}.partial-`)
  try {
    await cp(native, partial, { recursive: true, verbatimSymlinks: true })
    await openForReading(partial)
    await rename(partial, copy).catch(async (error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const executable = entry.isDirectory() || entry.parentPath.endsWith('/bin')
    await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644)
  }
}
