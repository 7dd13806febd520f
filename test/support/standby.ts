import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { freePort } from '../../src/development/postgres/port.ts'
import type { SystemPostgres } from './system-postgres.ts'

/** A server that follows another one. */
export interface Standby {
  readonly port: number
  /** It follows no more, and takes writes; resolves once it does. */
  promote(): Promise<void>
  start(): Promise<void>
  stop(mode?: 'fast' | 'immediate'): Promise<void>
}

/** A streaming standby of a server, as an administrator makes it; gone afterwards. */
export async function startStandby(t: Test, primary: SystemPostgres, name = 'standby'): Promise<Standby> {
  const data = join(primary.directory, name)
  const port = await freePort(undefined)
  const from = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`
  await primary.run('pg_basebackup', ['-D', data, '-d', from, '-R', '-X', 'stream', '-c', 'fast'])
  await appendFile(join(data, 'postgresql.conf'), `port = '${port}'\n`)
  let runs = false
  const start = async () => {
    await primary.run('pg_ctl', ['-D', data, '-w', '-l', join(primary.directory, `${name}.log`), 'start'])
    runs = true
  }
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    if (runs) await primary.run('pg_ctl', ['-D', data, '-m', mode, '-w', 'stop'])
    runs = false
  }
  await start()
  t.teardown(() => stop())
  return {
    port,
    start,
    stop,
    promote: async () => void (await primary.run('pg_ctl', ['-D', data, '-w', 'promote'])),
  }
}
