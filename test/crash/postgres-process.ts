import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Kills a PostgreSQL server and all its processes at once, as when the machine's memory ran out. */
export async function killServer(postmaster: number): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(postmaster)])
  const children = stdout.trim().split(/\s+/).filter(Boolean).map(Number)
  for (const pid of [postmaster, ...children]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
