import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { ownDirectory } from '../../support/directory.ts'

/** Runs commands of the document as they stand there; rejects with what they said where one fails. */
export type RunCommands = (commands: string) => Promise<string>

/** The commands under a heading of the document about operating, block by block. */
export async function commandsUnder(heading: string): Promise<string[]> {
  const document = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
  const [, section = ''] = document.split(new RegExp(`^#+ ${heading}$`, 'm'))
  const [own = ''] = section.split(/^#+ /m)
  const blocks = [...own.matchAll(/```sh\n([^`]*)```/g)].map(([, block = '']) => block)
  if (blocks.length === 0) throw new Error(`there are no commands under ${heading}`)
  return blocks
}

/**
 * A shell in which some programs are played: what an operator reaches over the network or by the service manager is a process of the test here.
 * @param folder in which the commands are given
 * @param env what the commands find set
 * @param played does what such a program does, by its name; what it answers is what the program prints
 */
export async function shellOf(
  t: Test,
  folder: string,
  env: Readonly<Record<string, string>>,
  played: Readonly<Record<string, (words: readonly string[]) => Promise<string>>>,
): Promise<RunCommands> {
  const directory = await ownDirectory(t, 'shell')
  const server = createServer(async (request, response) => {
    const [name = '', ...words] = JSON.parse(await text(request)) as string[]
    await (played[name]?.(words) ?? Promise.reject(new Error(`${name} is not played`))).then(
      (said) => response.end(said),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  for (const name of Object.keys(played)) {
    const file = join(directory, name)
    await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" -e '${hand(port)}' ${name} "$@"\n`)
    await chmod(file, 0o755)
  }
  return async (commands) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: folder,
      env: { ...env, PATH: `${directory}:${env.PATH ?? process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, complained, [code]] = await Promise.all([
      text(shell.stdout),
      text(shell.stderr),
      once(shell, 'exit'),
    ])
    if (code !== 0) throw new Error(`${commands} ended with ${code}: ${said}${complained}`)
    return said
  }
}

/** What a played program does: it hands its words on, and prints what comes. */
const hand = (port: number) =>
  `fetch("http://127.0.0.1:${port}", { method: "POST", body: JSON.stringify(process.argv.slice(1)) })
     .then(async (answer) => { process.stdout.write(await answer.text()); process.exitCode = answer.ok ? 0 : 1 })`
