import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'
import { freePort } from '../../src/development/postgres/port.ts'
import { generateKeys } from '../../src/identity/keys.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type OidcIssuer, startOidcIssuer } from './oidc-issuer.ts'

/** All that production asks for, each part a real one on this machine. */
export interface WholeConfiguration {
  readonly env: Readonly<Record<string, string>>
  readonly database: TestDatabase
  readonly issuer: OidcIssuer
  /** Addresses to which the mail server was asked to send. */
  readonly mailed: string[]
  readonly directory: string
}

export const mailLogin = { user: 'verwijsindex', pass: 'a-password-of-the-tests' }

export async function wholeConfiguration(t: Test): Promise<WholeConfiguration> {
  const directory = t.testdir()
  const database = await createTestDatabase(t)
  const issuer = await startOidcIssuer(t, 'verwijsindex')
  const mailed: string[] = []
  const keys = join(directory, 'keys.json')
  await writeFile(keys, generateKeys(false), { mode: 0o600 })
  const port = await freePort(undefined)
  const mail = await startLoginServer(t, mailed)
  const env = {
    MODE: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    OPERATIONS_PORT: '0',
    DATABASE_URL: database.serviceUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    KEYS_FILE: keys,
    LOGBOOK_WITNESS: pathToFileURL(join(directory, 'witness')).href,
    DESTRUCTION_LEDGER: join(directory, 'ledger'),
    TOKEN_ISSUERS: JSON.stringify([{ issuer: issuer.issuer, jwks: issuer.jwks.href }]),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORTAL_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: `smtp://${mailLogin.user}:${mailLogin.pass}@127.0.0.1:${mail}`,
    MAIL_FROM: 'noreply@verwijsindex.example',
  }
  return { env, database, issuer, mailed, directory }
}

/** A mail server that asks for a login, and offers STARTTLS with a certificate that nobody trusts where that is asked. */
export async function startLoginServer(t: Test, mailed: string[] = [], tls = false): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: tls ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, callback) {
      const known = username === mailLogin.user && password === mailLogin.pass
      callback(known ? null : new Error('refused'), known ? { user: username } : undefined)
    },
    onRcptTo({ address }, _session, callback) {
      mailed.push(address)
      callback()
    },
    onData(stream, _session, callback) {
      stream.on('end', () => callback()).resume()
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.server.address() as { port: number }).port
}
