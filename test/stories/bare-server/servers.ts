import { execFile } from 'node:child_process'
import { appendFile, chown, copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { bareEnvironment } from '../../../src/development/postgres/command.ts'
import { freePort } from '../../../src/development/postgres/port.ts'
import { chooseRunAs, isRoot } from '../../../src/development/postgres/run-as.ts'
import { ownDirectory } from '../../support/directory.ts'

/** The certificate of `localhost`, its key, and the authority that signed it: of database, mail server, issuer and nginx alike. */
export const certificates = Object.fromEntries(
  ['authority.pem', 'server.pem', 'server-key.pem'].map((name) => [
    name,
    fileURLToPath(new URL(`../../support/certificates/${name}`, import.meta.url)),
  ]),
) as Readonly<Record<'authority.pem' | 'server.pem' | 'server-key.pem', string>>

/** The certificate and its key, for a server in this process. */
export async function readCertificate(): Promise<{ cert: string; key: string }> {
  return {
    cert: await readFile(certificates['server.pem'], 'utf8'),
    key: await readFile(certificates['server-key.pem'], 'utf8'),
  }
}

/** PostgreSQL of the system as an administrator keeps it: nobody gets in from the network but with TLS and `scram-sha-256`. */
export async function startAdministratorsPostgres(
  t: Test,
  bin: string,
): Promise<{ readonly port: number; readonly directory: string }> {
  const directory = await ownDirectory(t, 'administrators-postgres')
  const as = isRoot() ? await chooseRunAs([]) : undefined
  if (as) await chown(directory, as.uid, as.gid)
  const data = join(directory, 'data')
  const port = await freePort(undefined)
  const run = (name: string, ...args: string[]) =>
    promisify(execFile)(join(bin, name), args, { ...as, cwd: directory, env: bareEnvironment() })
  await run('initdb', '-D', data, '-U', 'postgres', '--auth-local=trust', '--auth-host=reject', '--no-sync')
  for (const [from, to] of [
    ['server.pem', 'server.crt'],
    ['server-key.pem', 'server.key'],
  ] as const) {
    await copyFile(certificates[from], join(data, to))
    if (as) await chown(join(data, to), as.uid, as.gid)
  }
  await promisify(execFile)('chmod', ['600', join(data, 'server.key')])
  await appendFile(
    join(data, 'postgresql.conf'),
    `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${directory}'\nssl = on\npassword_encryption = 'scram-sha-256'\n`,
  )
  await writeFile(
    join(data, 'pg_hba.conf'),
    'local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
  )
  await run('pg_ctl', '-D', data, '-w', '-l', join(directory, 'log'), 'start')
  t.teardown(() => run('pg_ctl', '-D', data, '-m', 'fast', '-w', 'stop'))
  return { port, directory }
}
