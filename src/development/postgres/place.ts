import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunAs } from './command.ts'
import { canUse, chooseRunAs, isRoot } from './run-as.ts'
import { openStore } from './system-store.ts'

/** Where a cluster really lives, and as whom its server runs. */
export interface Place {
  /** Holds the cluster, the password, the port, the log and the mark of its owner. */
  readonly home: string
  readonly as: RunAs | undefined
  /** Present when `home` is not the directory asked for: the file in that directory that says where it is. */
  readonly signpost?: string
}

/** Finds or makes the place for the cluster of `directory`. */
export async function findPlace(directory: string): Promise<Place> {
  await mkdir(dirname(directory), { recursive: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const local = await realpath(directory)
  const { uid } = await stat(local)
  if (isRoot()) return placeForRoot(local, uid)
  if (process.geteuid !== undefined && uid !== process.geteuid()) {
    throw new Error(
      `${local} belongs to another user (${uid}); run as that user, or choose another directory.`,
    )
  }
  if (await isEmpty(local)) await chmod(local, 0o700)
  return { home: local, as: undefined }
}

async function placeForRoot(local: string, owner: number): Promise<Place> {
  const name = createHash('sha256').update(local).digest('hex').slice(0, 16)
  const signpost = join(local, 'cluster-location')
  const told = (await readFile(signpost, 'utf8').catch(() => '')).trim()
  const as = await chooseRunAs([join(local, 'data'), ...(told === '' ? [] : [join(told, 'data')]), local])
  if (told === '' && (await letIn(local, owner, as))) return { home: local, as }
  const home = join(await openStore(as, dirname(told)), name)
  if (told !== '' && told !== home && (await exists(told))) {
    throw new Error(
      `${signpost} names ${told}, made when ${local} had another path. Remove one of them to go on.`,
    )
  }
  await mkdir(home, { recursive: true, mode: 0o700 })
  if (await letIn(home, 0, as)) return { home, as, signpost }
  throw new Error(`User ${as.uid} cannot reach ${home}.`)
}

/**
 * Whether that user can enter the directory. A new directory stays root's, so that the server's user cannot
 * put anything in the way of what root writes there; it may pass through to the cluster, which is its own.
 */
async function letIn(directory: string, owner: number, as: RunAs): Promise<boolean> {
  const fresh = owner === 0 && (await isEmpty(directory))
  if (fresh) {
    await chown(directory, 0, as.gid)
    await chmod(directory, 0o710)
  }
  const reachable = await canUse(as, directory)
  if (fresh && !reachable) await chmod(directory, 0o700)
  return reachable
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

async function isEmpty(directory: string): Promise<boolean> {
  return (await readdir(directory)).length === 0
}
