import { execFile } from 'node:child_process'

/** The user that the server runs as, when that is not the user that we run as. */
export interface RunAs {
  readonly uid: number
  readonly gid: number
}

interface Outcome {
  readonly ok: boolean
  /** What it wrote, standard error first; for the text of an error. */
  readonly output: string
}

/**
 * The whole environment of the server and its tools. Nothing of ours is passed on: PG* variables would
 * redirect them, HOME may be unreadable for them, and a locale may not exist on a bare system.
 */
export function bareEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...extra }
}

/** Runs a program to its end. A program that cannot be started is an outcome as well, not an exception. */
export function run(
  program: string,
  args: readonly string[],
  as: RunAs | undefined,
  cwd = '/',
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { ...as, cwd, env: bareEnvironment() }
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== '')
      if (error !== null && output.length === 0) output.push(error.message)
      resolve({ ok: error === null, output: output.join('\n') })
    })
  })
}
