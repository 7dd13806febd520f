import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from '../../support/until.ts'

/** A unit of systemd, where its credentials are put, and where its programs are found. */
export interface Unit {
  readonly file: string
  readonly credentials: string
  readonly path: string
}

/** A service that a unit started. */
export interface RunningUnit {
  log(): string
  /** @throws Error where it does not end well */
  stop(): Promise<void>
}

/**
 * Starts what a unit of systemd describes: its program, folder, environment and credentials. What systemd does besides, it leaves out: another user,
 * and what the process may not do.
 */
export async function startUnit(t: Test, unit: Unit): Promise<RunningUnit> {
  const { child, log } = begin(unit)
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  t.teardown(() => end('SIGKILL'))
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the unit ended: ${log()}`)
    return log().includes('"listening"')
  })
  return {
    log,
    async stop() {
      await end('SIGTERM')
      if (child.exitCode !== 0) throw new Error(`the unit ended with ${child.exitCode}: ${log()}`)
    },
  }
}

/**
 * Does the work of a unit that ends by itself.
 * @returns what it said
 * @throws Error where it failed
 */
export async function runUnit(unit: Unit): Promise<string> {
  const { child, log } = begin(unit)
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`${unit.file} failed: ${log()}`)
  return log()
}

function begin({ file, credentials, path }: Unit): { child: ChildProcess; log(): string } {
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    })
  const all = (name: string) => entries.flatMap(([each, value]) => (each === name ? [value] : []))
  mkdirSync(credentials, { recursive: true, mode: 0o700 })
  for (const credential of all('LoadCredential')) {
    const [id = '', from = ''] = credential.split(':')
    copyFileSync(from, join(credentials, id))
  }
  const env = environmentOf(all, credentials)
  for (const name of ['DESTRUCTION_LEDGER', 'LOGBOOK_WITNESS'])
    if (env[name] !== undefined)
      mkdirSync(env[name].replace(/^file:\/\//, ''), { recursive: true, mode: 0o700 })
  const [program = '', ...args] = all('ExecStart')[0]?.split(' ') ?? []
  const child = spawn(program, args, { cwd: all('WorkingDirectory')[0], env: { ...env, PATH: path } })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      said += part
    })
  return { child, log: () => said }
}

function environmentOf(all: (name: string) => string[], credentials: string): Record<string, string> {
  const assignments = [
    ...all('EnvironmentFile').flatMap((from) => readFileSync(from, 'utf8').split('\n')),
    ...all('Environment'),
  ].filter((line) => /^\w+=/.test(line))
  return Object.fromEntries(
    assignments.map((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
      return [name, value.replace(/^'(.*)'$/, '$1').replace('%d', credentials)]
    }),
  )
}
