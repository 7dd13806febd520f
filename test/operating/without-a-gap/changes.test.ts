import { randomBytes } from 'node:crypto'
import { copyFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ownDirectory } from '../../support/directory.ts'
import { inForm } from '../../support/long-form.ts'
import { findSystemPostgres } from '../../support/system-postgres.ts'
import { certificate } from '../proxies.ts'
import { lacks } from '../proxy-recipes.ts'
import { commandsUnder, shellOf } from './commands.ts'
import { install } from './installation.ts'
import { startSecuredPostgres } from './secured-postgres.ts'

t.setTimeout(600_000)

const bin = await findSystemPostgres()
/** ms between two changes. */
const between = inForm(500, 10_000)

t.test(
  'the password and the certificates are renewed by the document, and every registration is answered with 201',
  { skip: lacks('nginx') || (bin === undefined && 'no PostgreSQL with psql here (Debian: postgresql)') },
  async (t) => {
    const database = await startSecuredPostgres(t, bin ?? '')
    const { sql } = database.server.database
    const etc = await ownDirectory(t, 'etc')
    const inEtc = (commands: string) => commands.replaceAll('/etc/verwijsindex', etc)
    const write = (name: string, text: string) => writeFile(join(etc, name), text)
    const [oldPassword, newPassword] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')]
    await sql.unsafe(
      `create role verwijsindex_a login in role verwijsindex_service password '${oldPassword}'`,
    )
    await write('database-url', database.addressOf('verwijsindex_a', oldPassword))
    await write('new-database-url', `${database.addressOf('verwijsindex_b', newPassword)}\n`)
    await write('new-password', newPassword)
    await copyFile(database.authority, join(etc, 'database-ca.pem'))
    const { instances, proxy, clients, read, onServer, judge } = await install(t, {
      sql,
      databaseUrl: '',
      proxy: 'nginx',
      env: {
        DATABASE_URL: undefined,
        DATABASE_URL_FILE: join(etc, 'database-url'),
        DATABASE_CA: join(etc, 'database-ca.pem'),
      },
    })
    const onDatabase = await shellOf(
      t,
      etc,
      { ...database.administrator, PGDATA: database.server.data, PATH: `${bin}:${process.env.PATH}` },
      {},
    )
    const sessionsOf = async (login: string) =>
      (await sql`select from pg_stat_activity where usename = ${login}`).length

    const [newLogin = '', newAddress = '', dropLogin = ''] = await commandsUnder(
      'Change the password of the database',
    )
    const [ofProxy = '', ofDatabase = '', ofAuthority = ''] = await commandsUnder('Renew certificates')

    await onDatabase(newLogin)
    const { authority, certify } = await database.another()
    await copyFile(authority, join(etc, 'new-authority.pem'))
    // One of two instances at a time, each with a new login; the file of the authority is theirs together, and is changed once.
    const [believe = ''] = ofAuthority.split('\nsystemctl')
    await onDatabase(inEtc(believe))
    for (const instance of instances) {
      await onServer(instance, inEtc(newAddress), { folder: etc })
      await sleep(between)
    }
    t.equal(await sessionsOf('verwijsindex_a'), 0, 'the old login is not used any more')
    await onDatabase(dropLogin)
    t.ok((await sessionsOf('verwijsindex_b')) > 0, 'and the new one is')

    const renewed = await certify()
    await copyFile(renewed.key, join(etc, 'new-server.key'))
    await copyFile(renewed.certificate, join(etc, 'new-server.crt'))
    const { uid } = await stat(database.server.data)
    await onDatabase(ofDatabase.replaceAll('--owner=postgres', `--owner=${uid}`))
    const [{ now: renewedAt } = { now: new Date() }] = await sql<{ now: Date }[]>`select now()`
    t.equal(await database.shown(), renewed.fingerprint, 'the database shows the new certificate')
    await sleep(between)
    const statuses = await Promise.all(Array.from({ length: 60 }, () => read('/v1/matches')))
    t.strictSame([...new Set(statuses)], [200])
    const newer = await sql`
      select from pg_stat_activity where usename = 'verwijsindex_b' and backend_start > ${renewedAt}`
    t.ok(newer.length > 0, 'new connections believe it')

    const before = clients.certificate
    const folder = await ownDirectory(t, 'certificate')
    const files = certificate(folder)
    await copyFile(files.key, join(etc, 'new-key.pem'))
    await copyFile(files.certificate, join(etc, 'new-certificate.pem'))
    const onProxy = await shellOf(
      t,
      etc,
      {},
      {
        async nginx(words) {
          t.strictSame(words, ['-t'])
          return ''
        },
        async systemctl(words) {
          t.strictSame(words, ['reload', 'nginx'])
          process.kill(proxy.pid, 'SIGHUP')
          return ''
        },
      },
    )
    await onProxy(
      ofProxy
        .replace('/etc/nginx/verwijsindex/key.pem', proxy.files.key)
        .replace('/etc/nginx/verwijsindex/certificate.pem', proxy.files.certificate),
    )
    await sleep(2000 + between)
    t.not(clients.certificate, before, 'the proxy shows its new certificate')
    await judge()
  },
)
