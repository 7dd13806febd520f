import { setTimeout as sleep } from 'node:timers/promises'
import { program } from './binaries.ts'
import { writeWhole } from './cluster.ts'
import type { Place } from './place.ts'
import { freePort, host, isFree, portFile, rememberedPort } from './port.ts'
import { halt, inspect, launch, serverArguments } from './postmaster.ts'
import { openServerLog } from './server-log.ts'
import { serverSettings } from './settings.ts'

const retryMs = 500

/** ms for which a start is tried again where the last one may pass by itself. */
const patienceMs = 20_000

/** What it takes to start the server of one cluster. */
export interface Context extends Place {
  readonly native: string
  readonly data: string
  readonly port: number | undefined
  readonly settings: Record<string, string>
  readonly log: (line: string) => void
}

/** A server that runs and is ours. */
export interface Server {
  readonly pid: number
  readonly port: number
  readonly adopted: boolean
}

/**
 * The server that already runs on this cluster, if it is just as we would have started it. Any other is
 * stopped. The caller owns the cluster, so nobody living is using that server.
 */
export async function adoptServer(context: Context): Promise<Server | undefined> {
  const { home, native, data, as, port, settings, log } = context
  const { running } = await inspect(data)
  if (running === undefined) return undefined
  const wanted = port ?? (await rememberedPort(home))
  const args = wanted === undefined ? [] : serverArguments(data, serverSettings(settings, wanted))
  if (
    wanted !== undefined &&
    running.ready &&
    running.commandLine === [program(native, 'postgres'), ...args].join(' ')
  ) {
    log(`adopted the PostgreSQL that was left running, process ${running.pid}`)
    return { pid: running.pid, port: wanted, adopted: true }
  }
  log(`stopping the PostgreSQL that was left running, process ${running.pid}`)
  await halt(native, data, as)
  return undefined
}

/** Starts a server on the port asked for, or else on one that is free. */
export async function startServer(context: Context, until = Date.now() + patienceMs): Promise<Server> {
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
    if (Date.now() > until || !(await mayPass(error, context, port))) throw error
    await sleep(retryMs)
    return await startServer(context, until)
  } finally {
    await serverLog.handle.close()
  }
}

/**
 * What may go well the next time: another program took the port, that was free a moment ago; or the processes of a server that was
 * killed are still on their way out, and its lock file or its shared memory with them.
 */
async function mayPass(error: unknown, context: Context, port: number): Promise<boolean> {
  if (error instanceof Error && /shared memory block|lock file .* already exists/.test(error.message))
    return true
  return context.port === undefined && !(await isFree(port))
}
