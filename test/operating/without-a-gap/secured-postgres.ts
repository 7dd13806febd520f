import { execFileSync } from 'node:child_process'
import { randomUUID, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import type { Test } from 'tap'
import { upgradeToTls } from '../../../db/driver/tls-upgrade.ts'
import { ownDirectory } from '../../support/directory.ts'
import { type SystemPostgres, startSystemPostgres } from '../../support/system-postgres.ts'

/** An authority of a test: it signs certificates of the database. */
interface Authority {
  /** The file of the authority, for `DATABASE_CA`. */
  readonly authority: string
  /** A new certificate of the server and its key, in two files that the authority has signed. */
  certify(): Promise<{ certificate: string; key: string; fingerprint: string }>
}

/** A PostgreSQL that lets the service in by password and TLS alone, with a certificate of an authority of its own. */
export interface SecuredPostgres {
  readonly server: SystemPostgres
  /** The file of the authority that signed its first certificate. */
  readonly authority: string
  /** What `psql` finds set: how an administrator of the database logs in. */
  readonly administrator: Readonly<Record<string, string>>
  /** The address with which a login reaches the database. */
  addressOf(login: string, password: string): string
  /** Another authority. */
  another(): Promise<Authority>
  /** The fingerprint of the certificate that it shows. */
  shown(): Promise<string>
}

const accessRules = `local all all trust
host all postgres,verwijsindex_owner 127.0.0.1/32 trust
hostssl verwijsindex all 127.0.0.1/32 scram-sha-256
`

export async function startSecuredPostgres(t: Test, bin: string): Promise<SecuredPostgres> {
  const server = await startSystemPostgres(t, bin)
  const { data, port, database } = server
  const owner = await stat(data)
  const makeAuthority = async () => authorityIn(await ownDirectory(t, 'authority'))
  const { authority, certify } = await makeAuthority()
  const { certificate, key } = await certify()
  for (const [from, to] of [
    [certificate, join(data, 'server.crt')],
    [key, join(data, 'server.key')],
  ] as const) {
    await copyFile(from, to)
    await chown(to, owner.uid, owner.gid)
  }
  await writeFile(join(data, 'pg_hba.conf'), accessRules)
  await database.sql.unsafe(`alter system set ssl = 'on'`)
  await database.sql`select pg_reload_conf()`
  return {
    server,
    authority,
    administrator: {
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      PGUSER: 'postgres',
      PGDATABASE: 'verwijsindex',
    },
    addressOf: (login, password) =>
      `postgres://${login}:${password}@127.0.0.1:${port}/verwijsindex?sslmode=verify-full`,
    another: makeAuthority,
    async shown() {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      const secured = (await upgradeToTls(socket, 'require', '127.0.0.1')) as TLSSocket
      const { fingerprint256 } = secured.getPeerCertificate()
      secured.destroy()
      return fingerprint256
    },
  }
}

function authorityIn(directory: string): Authority {
  const file = (name: string) => join(directory, name)
  const [authority, authorityKey] = [file('authority.pem'), file('authority-key.pem')]
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const openssl = (...args: string[]) =>
    execFileSync('openssl', ['req', '-x509', ...ec, ...args], { stdio: 'ignore' })
  openssl('-subj', `/CN=Authority ${randomUUID()}`, '-keyout', authorityKey, '-out', authority)
  return {
    authority,
    async certify() {
      const [certificate, key] = [file('server.crt'), file('server.key')]
      const signed = ['-CA', authority, '-CAkey', authorityKey, '-addext', 'subjectAltName=IP:127.0.0.1']
      const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE']
      openssl('-subj', '/CN=database', ...signed, ...leaf, '-keyout', key, '-out', certificate)
      await chmod(key, 0o600)
      const { fingerprint256: fingerprint } = new X509Certificate(await readFile(certificate))
      return { certificate, key, fingerprint }
    },
  }
}
