import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from '../../support/until.ts'

/**
 * Starts what a unit of systemd describes: its program, folder, environment and credentials. What systemd does besides, it leaves out: another user,
 * and what the process may not do.
 */
export async function startUnit(
  t: Test,
  { file, credentials, path }: { file: string; credentials: string; path: string },
): Promise<{ readonly log: () => string; readonly process: ChildProcess }> {
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
  const assignments = [
    ...all('EnvironmentFile').flatMap((from) => readFileSync(from, 'utf8').split('\n')),
    ...all('Environment'),
  ].filter((line) => /^\w+=/.test(line))
  const env = Object.fromEntries(
    assignments.map((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
      return [name, value.replace(/^'(.*)'$/, '$1').replace('%d', credentials)]
    }),
  )
  for (const name of ['DESTRUCTION_LEDGER', 'LOGBOOK_WITNESS'])
    mkdirSync((env[name] ?? '').replace(/^file:\/\//, ''), { recursive: true, mode: 0o700 })
  const [program = '', ...args] = all('ExecStart')[0]?.split(' ') ?? []
  const child = spawn(program, args, { cwd: all('WorkingDirectory')[0], env: { ...env, PATH: path } })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      said += part
    })
  t.teardown(async () => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the unit ended: ${said}`)
    return said.includes('"listening"')
  })
  return { log: () => said, process: child }
}
