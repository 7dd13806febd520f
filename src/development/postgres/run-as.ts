import { readFile, stat } from 'node:fs/promises'
import { type RunAs, run } from './command.ts'

/** Whether we are root, which PostgreSQL refuses to be. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/**
 * Whom root starts the server as: the owner of the first of these paths that is not root's (so that an
 * existing cluster keeps its owner), else the system user `postgres`, else `nobody`. Never creates a user.
 */
export async function chooseRunAs(paths: readonly string[]): Promise<RunAs> {
  for (const path of paths) {
    const owner = await stat(path).catch(() => undefined)
    if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  }
  const users = await systemUsers()
  const chosen = users.get('postgres') ?? users.get('nobody')
  if (chosen !== undefined) return chosen
  throw new Error(
    'PostgreSQL does not run as root, and this system has no user "postgres" or "nobody" to run it as. ' +
      'Start the service as an ordinary user.',
  )
}

async function systemUsers(): Promise<Map<string, RunAs>> {
  const users = new Map<string, RunAs>()
  for (const line of (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name !== undefined && Number(uid) > 0) users.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  return users
}

/** Whether that user may execute (or enter) the first path, and read the others: the kernel is asked, as that user. */
export async function canUse(as: RunAs, executable: string, ...readable: string[]): Promise<boolean> {
  const script = 'test -x "$1" || exit 1; shift; for path do test -r "$path" || exit 1; done'
  return (await run('/bin/sh', ['-c', script, 'sh', executable, ...readable], as)).ok
}
