import { readFile } from 'node:fs/promises'
import { run } from './command.ts'

/**
 * When a process was born, as a word: together with its id it names one process for ever, also after the id
 * has been given to another. Undefined when there is no such living process.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  if (!isPresent(pid)) return undefined
  const birth = process.platform === 'linux' ? await birthOnLinux(pid) : await birthByPs(pid)
  return birth?.replaceAll(/[^\w]+/g, '-')
}

/** The command line of a process, its words separated by spaces; empty when it cannot be seen. */
export async function commandLineOf(pid: number): Promise<string> {
  if (process.platform !== 'linux')
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)], undefined)).output
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.split('\0').join(' ').trim()
}

/** Whether the system has a process of this id, living or dead and not yet reaped. */
export function isPresent(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The start is counted from boot, so the boot belongs to it. A zombie is dead. */
async function birthOnLinux(pid: number): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const fields = status?.slice(status.lastIndexOf(')') + 2).split(' ')
  return fields === undefined || fields[0] === 'Z' ? undefined : `${fields[19]}-${boot.slice(0, 8)}`
}

async function birthByPs(pid: number): Promise<string | undefined> {
  const { ok, output } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], undefined)
  if (process.platform === 'win32') return 'unknown'
  const [state, ...start] = output.trim().split(/\s+/)
  return !ok || state === undefined || state.startsWith('Z') ? undefined : start.join('-')
}
