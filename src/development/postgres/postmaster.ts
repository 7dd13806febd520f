import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { program } from './binaries.ts'
import type { RunAs } from './command.ts'
import { bareEnvironment, run } from './command.ts'
import { birthOf, commandLineOf, isPresent } from './processes.ts'
import type { ServerLog } from './server-log.ts'

const pollMs = 15
const startTimeoutMs = 120_000
const goneTimeoutMs = 10_000

interface PidFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** What postmaster.pid of a cluster says. The port is on its fourth line, the status on its eighth. */
async function readPidFile(data: string): Promise<PidFile | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const ready = lines[7]?.trim() === 'ready'
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), ready } : undefined
}

/** A server found running on a cluster. */
export interface Running extends PidFile {
  readonly commandLine: string
}

/**
 * The server that runs on this cluster, if one does. `falseMatch` is a process that postmaster.pid names and that is no server of
 * it: the server crashed, and its process id was given out again, or nobody has yet reaped the dead process.
 */
export async function inspect(data: string): Promise<{ running?: Running; falseMatch?: number }> {
  const file = await readPidFile(data)
  if (file === undefined) return {}
  if ((await birthOf(file.pid)) === undefined) return isPresent(file.pid) ? { falseMatch: file.pid } : {}
  const commandLine = await commandLineOf(file.pid)
  if (`${commandLine} `.includes(` -D ${data} `)) return { running: { ...file, commandLine } }
  return commandLine === '' ? {} : { falseMatch: file.pid }
}

/** The arguments of a server: the cluster and its settings. */
export function serverArguments(data: string, settings: Readonly<Record<string, string>>): string[] {
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

interface Launch {
  readonly native: string
  readonly data: string
  readonly args: readonly string[]
  readonly as: RunAs | undefined
  readonly log: ServerLog
  readonly falseMatch: number | undefined
}

/**
 * Starts a server and waits until it accepts connections. It leads a session of its own, so that a Ctrl-C
 * in the terminal reaches the service only, which stops the server when it has finished its work.
 *
 * PostgreSQL refuses to start while the process in postmaster.pid lives, also where that process is another program. By
 * PG_GRANDPARENT_PID, meant for pg_ctl, it can be told of one that is no server; it still checks by the
 * shared memory that nothing is left of the former server.
 */
export async function launch({ native, data, args, as, log, falseMatch }: Launch): Promise<number> {
  const extra = falseMatch === undefined ? {} : { PG_GRANDPARENT_PID: String(falseMatch) }
  const stdio = ['ignore' as const, log.handle.fd, log.handle.fd]
  const options = { ...as, cwd: data, env: bareEnvironment(extra), detached: true, stdio }
  const child = spawn(program(native, 'postgres'), args, options)
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', (code, signal) => {
    failure = `it ended with ${signal ?? `code ${code}`}`
  })
  child.unref()
  for (const deadline = Date.now() + startTimeoutMs; failure === undefined; await sleep(pollMs)) {
    const file = await readPidFile(data)
    if (child.pid !== undefined && file?.pid === child.pid && file.ready) return child.pid
    if (Date.now() > deadline) {
      child.kill('SIGINT')
      failure = 'it was not ready in time'
    }
  }
  throw new Error(`The embedded PostgreSQL did not start: ${failure}. ${await log.tail()}`.trim())
}

/** Stops the server of this cluster, if one runs, and waits until it is gone. Open connections are cut. */
export async function halt(native: string, data: string, as: RunAs | undefined): Promise<void> {
  const { running } = await inspect(data)
  if (running === undefined) return
  const { ok, output } = await run(
    program(native, 'pg_ctl'),
    ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60'],
    as,
  )
  const deadline = Date.now() + goneTimeoutMs
  while ((await inspect(data)).running?.pid === running.pid || (await isStill(running))) {
    if (!ok || Date.now() > deadline) throw new Error(`The embedded PostgreSQL did not stop: ${output}`)
    await sleep(pollMs)
  }
}

async function isStill(server: Running): Promise<boolean> {
  return (await birthOf(server.pid)) !== undefined && (await commandLineOf(server.pid)) === server.commandLine
}
