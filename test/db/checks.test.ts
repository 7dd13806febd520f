import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { findUnfitness, guardedTables } from '../../db/checks.ts'
import { openDatabase } from '../../db/driver/client.ts'
import { loadDemonstration } from '../../src/development/demonstration/load.ts'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { findBinaries } from '../../src/development/postgres/binaries.ts'
import { dataOf } from '../../src/development/postgres/cluster.ts'
import { findPlace } from '../../src/development/postgres/place.ts'
import { freePort } from '../../src/development/postgres/port.ts'
import { halt, launch, serverArguments } from '../../src/development/postgres/postmaster.ts'
import { openServerLog } from '../../src/development/postgres/server-log.ts'
import { serverSettings } from '../../src/development/postgres/settings.ts'
import { reachableBinaries } from '../../src/development/postgres/system-store.ts'
import { createTestDatabase } from '../support/database.ts'

/** What is unfit about a database, seen as the service would at its start. */
async function unfitness(url: string, now = new Date()): Promise<string[]> {
  const database = openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  const found = await findUnfitness(database, now).finally(() => database.close())
  return found.map(({ what }) => what)
}

t.test('a database as the service is to find it is fit', async (t) => {
  const { serviceUrl } = await createTestDatabase(t)
  t.strictSame(await unfitness(serviceUrl), [])
})

t.test('R20: a login that may change the logbook, or become one that may, is refused', async (t) => {
  const { serviceUrl, ownerUrl, superuserUrl, sql } = await createTestDatabase(t)
  const member = async (name: string, attributes: string) => {
    await sql.unsafe(`create role ${name} login password 'x' ${attributes}`)
    t.teardown(() => sql.unsafe(`drop role ${name}`))
    return Object.assign(new URL(serviceUrl), { username: name, password: 'x' }).href
  }
  const suffix = new URL(serviceUrl).pathname.slice(1)
  const logins = {
    'a superuser': superuserUrl,
    'the owner': ownerUrl,
    'a member of the owner': await member(`a_${suffix}`, 'in role verwijsindex_owner, verwijsindex_service'),
    'a member of the owner that does not inherit': await member(
      `b_${suffix}`,
      'noinherit in role verwijsindex_owner, verwijsindex_service',
    ),
  }
  for (const [who, url] of Object.entries(logins)) {
    t.match(await unfitness(url), [/^DATABASE_URL may change the logbook/], who)
  }
  t.strictSame(
    await unfitness(await member(`c_${suffix}`, 'in role verwijsindex_service')),
    [],
    'a mere member',
  )
})

t.test('R6: a login that row-level security does not hold, or that may become one, is refused', async (t) => {
  const { serviceUrl, ownerUrl, superuserUrl, sql } = await createTestDatabase(t)
  const suffix = new URL(serviceUrl).pathname.slice(1)
  const made = async (name: string, attributes: string) => {
    await sql.unsafe(`create role ${name} ${attributes}`)
    t.teardown(() => sql.unsafe(`drop role ${name}`))
    return Object.assign(new URL(serviceUrl), { username: name, password: 'x' }).href
  }
  await made(`r_${suffix}`, 'bypassrls')
  const logins = {
    'a login that passes by': await made(
      `s_${suffix}`,
      `login password 'x' bypassrls in role verwijsindex_service`,
    ),
    'a login that may become one that does': await made(
      `t_${suffix}`,
      `login password 'x' noinherit in role verwijsindex_service, r_${suffix}`,
    ),
  }
  const passes =
    'DATABASE_URL can pass by row-level security: log in as a member of verwijsindex_service only'
  for (const [who, url] of Object.entries(logins)) t.strictSame(await unfitness(url), [passes], who)
  for (const url of [ownerUrl, superuserUrl]) t.ok((await unfitness(url)).includes(passes))
})

t.test('R6: a table for which row-level security was switched off is refused, by name', async (t) => {
  const { serviceUrl, sql } = await createTestDatabase(t)
  const guarded = await sql<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relrowsecurity order by relname`
  t.strictSame(
    guarded.map(({ name }) => name),
    [...guardedTables],
    'the tables that are checked are those that are guarded',
  )
  for (const name of guardedTables) {
    await sql.unsafe(`alter table "${name}" disable row level security`)
    t.strictSame(await unfitness(serviceUrl), [`row-level security does not hold for ${name}`])
    await sql.unsafe(`alter table "${name}" enable row level security`)
  }
  await sql`alter table match disable row level security`
  await sql`alter table signal disable row level security`
  t.strictSame(await unfitness(serviceUrl), ['row-level security does not hold for match, signal'])
})

t.test('R8, R11: a clock that is not that of the database is refused', async (t) => {
  const { serviceUrl } = await createTestDatabase(t)
  const apart = ['the clock of the database and that of the service are more than 60 s apart']
  for (const seconds of [-3600, -90, 90, 86_400])
    t.strictSame(await unfitness(serviceUrl, new Date(Date.now() + seconds * 1000)), apart)
  t.strictSame(await unfitness(serviceUrl, new Date(Date.now() + 30_000)), [])
})

t.test('a database that holds the demonstration is refused', async (t) => {
  const { serviceUrl, ownerUrl } = await createTestDatabase(t)
  await loadDemonstration(ownerUrl)
  t.strictSame(await unfitness(serviceUrl), ['the database holds the demonstration'])
})

t.test('what is acknowledged could be lost: a commit that does not wait is refused', async (t) => {
  const { serviceUrl, sql } = await createTestDatabase(t)
  for (const value of ['off', 'local']) {
    await sql.unsafe(
      `alter database ${new URL(serviceUrl).pathname.slice(1)} set synchronous_commit = ${value}`,
    )
    t.strictSame(await unfitness(serviceUrl), [
      `synchronous_commit is ${value}: what is acknowledged could be lost`,
    ])
  }
})

t.test(
  'what is acknowledged could be lost: a server that does not sync is refused, with all faults at once',
  async (t) => {
    const { serviceUrl, start } = await ownServer(t)
    await start({ fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' })
    t.strictSame(
      await unfitness(serviceUrl),
      ['fsync', 'full_page_writes', 'synchronous_commit'].map(
        (name) => `${name} is off: what is acknowledged could be lost`,
      ),
    )
  },
)

/** A server that can be started with settings that the embedded one refuses to have. */
async function ownServer(t: Test) {
  const directory = await mkdtemp(join(tmpdir(), 'checks-'))
  await chmod(directory, 0o711)
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  const { server, serviceUrl } = await openEmbeddedDatabase(join(directory, 'postgres'))
  await server.stop()
  const { home, as } = await findPlace(join(directory, 'postgres'))
  const binaries = await findBinaries()
  const native = as ? await reachableBinaries(binaries, as) : binaries
  const [data, port] = [dataOf(home), await freePort(undefined)]
  return {
    serviceUrl: Object.assign(new URL(serviceUrl), { port: String(port) }).href,
    async start(settings: Record<string, string>) {
      const log = await openServerLog(home, as)
      const args = serverArguments(data, { ...serverSettings({ shared_buffers: '16MB' }, port), ...settings })
      await launch({ native, data, args, as, log, falseMatch: undefined })
      t.teardown(() => halt(native, data, as))
      await log.handle.close()
    },
  }
}
