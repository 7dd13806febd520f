import { readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findBinaries } from './binaries.ts'
import { dataOf, ensureCluster, superuser, writeWhole } from './cluster.ts'
import { takeOwnership } from './ownership.ts'
import { findPlace } from './place.ts'
import { host } from './port.ts'
import { halt, inspect } from './postmaster.ts'
import { adoptServer, type Context, type Server, startServer } from './server.ts'
import { reachableBinaries } from './system-store.ts'

/** A running PostgreSQL of our own. It outlives this process unless `stop` is called. */
export interface EmbeddedPostgres {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly superuserPassword: string
  /** The process id of the server. */
  readonly pid: number
  /** Whether this server already ran, left behind by a process that was killed. */
  readonly adopted: boolean
  /** The address of a database, as superuser. */
  url(database: string): string
  /** Stops the server, cutting open connections. May be called again. */
  stop(): Promise<void>
}

/** The port of the server that runs on a directory, if one does. */
export async function portOfRunning(directory: string): Promise<number | undefined> {
  const data = dataOf((await findPlace(resolve(directory))).home)
  const { running } = await inspect(data)
  return running?.ready ? running.port : undefined
}

interface StartOptions {
  /** Holds the cluster; made if absent. As root the cluster may live elsewhere, see `findPlace`. */
  readonly directory: string
  /** Whether a former start made the cluster: one that is missing is then refused, and not made anew. */
  readonly madeBefore?: boolean
  /** By default the port of the last start if it is free, or else any free port. */
  readonly port?: number
  /** Settings of the server, over the defaults in `serverSettings`. */
  readonly settings?: Record<string, string>
  readonly log?: (line: string) => void
}

/**
 * Starts a real PostgreSQL on `directory`, making the cluster the first time. One process at a time may have
 * it: refuses while another lives. A server that a killed process left behind is adopted if it is just as
 * this call would have started it, and otherwise stopped and started anew.
 */
export async function startEmbeddedPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const place = await findPlace(resolve(options.directory))
  const native = place.as === undefined ? binaries : await reachableBinaries(binaries, place.as)
  const { port, settings = {}, log = () => undefined, madeBefore = false } = options
  const context: Context = { ...place, native, data: dataOf(place.home), port, settings, log }
  const release = await takeOwnership(place.home)
  try {
    await putUpSignpost(context)
    const password = await ensureCluster(place.home, native, place.as, log, madeBefore)
    const server = (await adoptServer(context)) ?? (await startServer(context))
    return describe(server, password, async () => {
      await halt(native, context.data, place.as)
      await release()
    })
  } catch (error) {
    await release()
    throw error
  }
}

function describe(server: Server, password: string, halted: () => Promise<void>): EmbeddedPostgres {
  let stopping: Promise<void> | undefined
  return {
    ...server,
    host,
    superuserPassword: password,
    url: (database) =>
      `postgres://${superuser}:${password}@${host}:${server.port}/${encodeURIComponent(database)}`,
    stop: () => {
      stopping ??= halted()
      return stopping
    },
  }
}

/** A cluster elsewhere belongs to its directory: when that was thrown away, the cluster goes as well. */
async function putUpSignpost({ signpost, home, native, data, as, log }: Context): Promise<void> {
  if (signpost === undefined || (await readFile(signpost, 'utf8').catch(() => '')).trim() === home) return
  log(`the cluster lives in ${home}, where the user of the server can reach it`)
  await halt(native, data, as)
  await rm(data, { recursive: true, force: true })
  await writeWhole(signpost, `${home}\n`, undefined)
}
