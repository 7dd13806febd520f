import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openDatabase } from '../../../db/driver/client.ts'
import { findAddress } from '../../../db/driver/primary.ts'
import { migrateDatabase } from '../../../db/migrate/migrate-database.ts'
import { findUnreadiness } from '../../../db/readiness.ts'
import { readConfig } from '../../../src/config.ts'
import { attempt, connecting } from '../../../src/startup/attempt.ts'
import { checkHosts } from '../../../src/startup/checks/hosts.ts'
import { startStandby } from '../../support/standby.ts'
import { findSystemPostgres, startSystemPostgres } from '../../support/system-postgres.ts'

t.setTimeout(120_000)

const bin = await findSystemPostgres()
const skip = bin === undefined && 'no PostgreSQL with pg_basebackup here (Debian: postgresql)'

function open(url: string, application = 'several-hosts') {
  return openDatabase({
    url,
    role: 'verwijsindex_service',
    poolSize: 3,
    queryDeadline: 2000,
    applicationName: application,
  })
}

async function portOf({ sql, run }: ReturnType<typeof open>): Promise<number | undefined> {
  const [row] = await run(() => sql<{ port: number }[]>`select inet_server_port() as port`)
  return row?.port
}

/** How it is told that an address cannot be used. */
async function told(url: string): Promise<string> {
  const database = open(url)
  return attempt(connecting(url), () => database.ping())
    .then(
      () => 'it can be used',
      (error: Error) => error.message,
    )
    .finally(() => database.close())
}

/** What the check of the hosts finds, by host. */
async function check(url: string) {
  const context = { config: readConfig({ DATABASE_URL: url }) } as Parameters<typeof checkHosts.run>[0]
  return (await checkHosts.run(context)).map(({ where, outcome, came }) => [where, outcome, came])
}

t.test(
  'among several hosts the service finds the one that takes writes, also after a fail-over',
  { skip },
  async (t) => {
    const primary = await startSystemPostgres(t, bin ?? '')
    const standby = await startStandby(t, primary)
    const here = (port: number) => `127.0.0.1:${port}`
    const away = here(1)
    const at = (...hosts: string[]) =>
      primary.database.serviceUrl.replace(here(primary.port), hosts.join(','))
    const url = at(away, here(standby.port), here(primary.port))

    const database = open(url)
    t.teardown(() => database.close())
    t.equal(await portOf(database), primary.port, 'the primary, though it is named last')
    t.strictSame(
      await Promise.all([1, 2, 3, 4, 5, 6].map(() => portOf(database))),
      Array(6).fill(primary.port),
      'on every connection',
    )
    t.equal(await findUnreadiness(database), undefined)

    t.strictSame(await check(url), [
      [away, 'warning', 'nothing listens there: a fail-over to it would find nobody'],
      [here(standby.port), 'ok', 'it is a standby'],
      [here(primary.port), 'ok', 'it takes writes'],
    ])
    t.strictSame(await check(primary.database.serviceUrl), [], 'one host is none to choose from')

    t.match(
      await told(at(here(standby.port), away)),
      /none of the hosts takes writes\.\nPromote a standby, or add the primary to the hosts in DATABASE_URL/,
      'a standby is never taken',
    )
    t.match(
      await told(`${at(here(standby.port))}?target_session_attrs=primary`),
      /none of the hosts takes writes/,
      'nor is one alone of which it is asked',
    )
    t.match(
      await told(at(away, here(2))),
      /127\.0\.0\.1:1,127\.0\.0\.1:2\/verwijsindex\): nothing listens there/,
    )
    const wrong = at(here(primary.port), here(standby.port)).replace(/service(:[^@]*)?@/, 'nobody@')
    t.match(await told(wrong), /the server does not let this login in|the password is refused/)

    const alone = open(at(here(standby.port)))
    t.equal(await findUnreadiness(alone), 'read-only', 'a standby alone is never ready')
    await alone.close()

    const owner = primary.database.ownerUrl.replace(
      here(primary.port),
      `${here(standby.port)},${here(primary.port)}`,
    )
    t.equal((await migrateDatabase(owner)).newer, false, 'the owner migrates at the primary')
    t.equal(new URL((await findAddress(owner)).url).port, String(primary.port))

    await primary.stop()
    await t.rejects(database.ping(), { code: 'service-unavailable' })
    const promoted = Date.now()
    await standby.promote()
    let port: number | undefined
    while (port === undefined && Date.now() - promoted < 10_000) {
      port = await portOf(database).catch(() => undefined)
      if (port === undefined) await sleep(20)
    }
    t.equal(
      port,
      standby.port,
      `the promoted standby, ${Date.now() - promoted} ms after it was told to be the primary`,
    )
    t.equal(await findUnreadiness(database), undefined, 'and it is ready')

    await primary.start()
    t.equal(await portOf(database), standby.port)
    t.match(
      await told(url),
      /two of the hosts take writes.*\nStop the one that is not to be the primary/,
      'where the former primary comes back as one, nobody chooses between the two',
    )
  },
)
