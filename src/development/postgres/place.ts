import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunAs } from './command.ts'
import { unlessMissing } from './missing.ts'
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
  const signpost = join(local, 'cluster-location')
  const told = await readSignpost(signpost)
  const as = await chooseRunAs([join(local, 'data'), ...(told === '' ? [] : [join(told, 'data')]), local])
  if (told === '') {
    if (await letIn(local, owner, as)) return { home: local, as }
    if (await exists(join(local, 'data'))) throw closed(local, as)
  }
  return placeElsewhere(local, signpost, told, as)
}

/** For a directory that the server's user cannot enter: a home in the store of the system, to which the signpost leads. */
async function placeElsewhere(local: string, signpost: string, told: string, as: RunAs): Promise<Place> {
  if (told !== '' && !(await exists(told))) {
    throw new Error(
      `${signpost} says that the database is in ${told}, which is not there. Put it back, or remove ${signpost} to begin with an empty database.`,
    )
  }
  const name = createHash('sha256').update(local).digest('hex').slice(0, 16)
  const home = join(await openStore(as, dirname(told)), name)
  if (told !== '' && told !== home) {
    throw new Error(
      `${signpost} names ${told}, made when ${local} had another path. Remove one of them to go on.`,
    )
  }
  await mkdir(home, { recursive: true, mode: 0o700 })
  if (await letIn(home, 0, as)) return { home, as, signpost }
  throw closed(home, as)
}

/** Never passed by in silence: a new database elsewhere would hide the one that is there. */
function closed(directory: string, as: RunAs): Error {
  return new Error(
    `There is a database in ${directory}, which user ${as.uid} cannot enter, and PostgreSQL runs as that user. ` +
      `Open the way to it (chmod 711 ${directory} and each closed directory above it), or choose another DATA_DIRECTORY.`,
  )
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

/**
 * Whether a path is there.
 * @throws Error where that cannot be seen: a database that cannot be seen is not one that is absent
 */
async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(unlessMissing)) !== undefined
}

async function readSignpost(path: string): Promise<string> {
  return ((await readFile(path, 'utf8').catch(unlessMissing)) ?? '').trim()
}

async function isEmpty(directory: string): Promise<boolean> {
  return (await readdir(directory)).length === 0
}
