import { runCommand } from '../../src/cli/run-command.ts'

/** What an operator gets of a command, run in this process. */
export interface Answered {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs `verwijsindex` with some words, where nothing is set but what is given. */
export async function command(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  let [out, err] = ['', '']
  const status = await runCommand(words, {
    env,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    provide: async () => undefined,
  })
  return { status, out, err }
}
