import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Test } from 'tap'

/** Commands that are being carried out. */
export interface Playing {
  /** What they ask for is written here. */
  readonly input: Writable
  output(): string
  over(): boolean
  /** The status with which they end: with that of the first that fails. */
  readonly ended: Promise<number>
}

/** Carries out commands one after the other, as root does in a shell. */
export function play(t: Test, script: string, cwd: string, env: Readonly<Record<string, string>>): Playing {
  // Its input is a socket here, and bash would take that for a login from afar and read the files of one.
  const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], { cwd, detached: true, env })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (part: Buffer) => {
      output += part
    })
  let over = false
  const ended = once(shell, 'close').then(([status]) => {
    over = true
    return status as number
  })
  t.teardown(() => over || process.kill(-(shell.pid ?? 0), 'SIGKILL'))
  shell.stdin.on('error', () => {})
  return { input: shell.stdin, output: () => output, over: () => over, ended }
}
