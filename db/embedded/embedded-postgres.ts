import { readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findBinaries } from './binaries.ts'
import { dataOf, ensureCluster, superuser, writeWhole } from './cluster.ts'
import { takeOwnership } from './ownership.ts'
import { findPlace, type Place } from './place.ts'
import { freePort, host, isFree, portFile, rememberedPort } from './port.ts'
import { halt, inspect, launch, serverArguments } from './postmaster.ts'
import { openServerLog } from './server-log.ts'
import { serverSettings } from './settings.ts'
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

interface StartOptions {
  /** Holds the cluster; made if absent. As root the cluster may live elsewhere, see `findPlace`. */
  readonly directory: string
  /** By default the port of the last start if it is free, or else any free port. */
  readonly port?: number
  /** Settings of the server, over the defaults in `serverSettings`. */
  readonly settings?: Record<string, string>
  readonly log?: (line: string) => void
}

interface Context extends Place {
  readonly native: string
  readonly data: string
  readonly port: number | undefined
  readonly settings: Record<string, string>
  readonly log: (line: string) => void
}

interface Server {
  readonly pid: number
  readonly port: number
  readonly adopted: boolean
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
  const { port, settings = {}, log = () => undefined } = options
  const context: Context = { ...place, native, data: dataOf(place.home), port, settings, log }
  const release = await takeOwnership(place.home)
  try {
    await putUpSignpost(context)
    const password = await ensureCluster(place.home, native, place.as, log)
    const server = (await adopt(context)) ?? (await start(context))
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

async function adopt({ home, native, data, as, port, settings, log }: Context): Promise<Server | undefined> {
  const { running } = await inspect(data)
  if (running === undefined) return undefined
  const wanted = port ?? (await rememberedPort(home))
  const args = wanted === undefined ? [] : serverArguments(data, serverSettings(settings, wanted))
  if (wanted !== undefined && running.ready && running.commandLine.endsWith(` ${args.join(' ')}`)) {
    log(`adopted the PostgreSQL that was left running, process ${running.pid}`)
    return { pid: running.pid, port: wanted, adopted: true }
  }
  log(`stopping the PostgreSQL that was left running, process ${running.pid}`)
  await halt(native, data, as)
  return undefined
}

/** Another program may take a port that was free a moment ago: then another is chosen. */
async function start(context: Context, attempts = 3): Promise<Server> {
  const { home, native, data, as, settings, log } = context
  if (context.port !== undefined && !(await isFree(context.port))) {
    throw new Error(`Port ${context.port} on ${host} is in use, so the embedded PostgreSQL cannot have it.`)
  }
  const port = context.port ?? (await freePort(await rememberedPort(home)))
  if (context.port === undefined) await writeWhole(portFile(home), `${port}\n`, as)
  const serverLog = await openServerLog(home, as)
  try {
    const { falseMatch } = await inspect(data)
    const args = serverArguments(data, serverSettings(settings, port))
    const pid = await launch({ native, data, args, as, log: serverLog, falseMatch })
    log(`PostgreSQL listens on ${host}:${port}, process ${pid}`)
    return { pid, port, adopted: false }
  } catch (error) {
    if (context.port !== undefined || attempts === 1 || (await isFree(port))) throw error
    return await start(context, attempts - 1)
  } finally {
    await serverLog.handle.close()
  }
}
