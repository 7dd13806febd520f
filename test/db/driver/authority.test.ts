import { chmod, chown, copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openDatabase } from '../../../db/driver/client.ts'
import { migrateDatabase } from '../../../db/migrate/migrate-database.ts'
import { readConfig } from '../../../src/config.ts'
import { openEmbeddedDatabase } from '../../../src/development/open-embedded.ts'
import { openSql } from '../../support/open-sql.ts'

const certificate = (name: string) =>
  fileURLToPath(new URL(`../../support/certificates/${name}`, import.meta.url))
const [authority, another] = [certificate('authority.pem'), certificate('another-authority.pem')]

/** A server of which an authority that nobody else knows says that it is `localhost`. */
const base = await mkdtemp(join(tmpdir(), 'authority-'))
const { server, ownerUrl, serviceUrl } = await openEmbeddedDatabase(join(base, 'postgres'))
t.teardown(async () => {
  await server.stop()
  await rm(base, { recursive: true, force: true })
})
const superuser = openSql(server.url('postgres'))
const [place] = await superuser<{ directory: string }[]>`show data_directory`.then((rows) =>
  rows.map((row) => ({ directory: String(Object.values(row)[0]) })),
)
const { uid, gid } = await stat(place?.directory ?? '')
for (const [from, to] of [
  ['server.pem', 'server.crt'],
  ['server-key.pem', 'server.key'],
] as const) {
  const file = join(place?.directory ?? '', to)
  await copyFile(certificate(from), file)
  await chmod(file, 0o600)
  if (process.getuid?.() === 0) await chown(file, uid, gid)
}
await superuser`alter system set ssl = on`
await superuser`select pg_reload_conf()`
while ((await superuser`select from pg_settings where name = 'ssl' and setting = 'on'`).length === 0)
  await sleep(20)
await superuser.end()

function addressAt(host: string, url = serviceUrl): string {
  const address = new URL(url)
  address.hostname = host
  return address.href
}

/** What comes of asking the server for TLS with these settings: how the line is, or why there is none. */
async function lineWith(env: Record<string, string>): Promise<string> {
  const { url = '' } = readConfig(env).database
  const database = openDatabase({ url, poolSize: 1, queryDeadline: 5000, applicationName: 'test' })
  try {
    const [row] = await database.run(
      () => database.sql<{ ssl: boolean }[]>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`,
    )
    return row?.ssl ? 'TLS' : 'in the clear'
  } catch (error) {
    for (let link = error; link instanceof Error; link = link.cause)
      if ('code' in link && link.code !== 'service-unavailable') return String(link.code)
    throw error
  } finally {
    await database.close()
  }
}

t.test('R23: an authority of one’s own says who the database is, and no other does', async (t) => {
  const here = addressAt('localhost')
  t.equal(await lineWith({ DATABASE_URL: here, DATABASE_CA: authority }), 'TLS')
  t.equal(await lineWith({ DATABASE_URL: `${here}?sslmode=verify-full&sslrootcert=${authority}` }), 'TLS')
  t.match(await lineWith({ DATABASE_URL: `${here}?sslmode=verify-full` }), /SIGNATURE|CERT/)
  t.match(await lineWith({ DATABASE_URL: here, DATABASE_CA: another }), /SIGNATURE|CERT/)
  t.equal(
    await lineWith({ DATABASE_URL: addressAt('127.0.0.1'), DATABASE_CA: authority }),
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'it is another host that the certificate is of',
  )
  t.equal(
    await lineWith({ DATABASE_URL: here }),
    'in the clear',
    'on the own machine, where nobody asks for it',
  )
})

t.test('R23: the owner migrates over a line that is checked in the same way', async (t) => {
  const settings = { DATABASE_OWNER_URL: addressAt('localhost', ownerUrl) }
  const right = readConfig({ ...settings, DATABASE_CA: authority }).database.ownerUrl ?? ''
  await t.resolves(migrateDatabase(right))
  await t.rejects(migrateDatabase(readConfig({ ...settings, DATABASE_CA: another }).database.ownerUrl ?? ''))
})

t.test('a file that is no authority is a fault of the setting, and says why', async (t) => {
  const noCertificate = join(base, 'no-certificate.pem')
  await writeFile(noCertificate, 'not a certificate')
  for (const [file, told] of [
    [join(base, 'absent.pem'), /DATABASE_CA: .*cannot be read \(ENOENT\)/],
    [noCertificate, /DATABASE_CA: .*no certificates/],
    [certificate('server.pem'), /DATABASE_CA: .*no certificates/],
  ] as const)
    t.throws(() => readConfig({ DATABASE_URL: serviceUrl, DATABASE_CA: file }), told)
})
