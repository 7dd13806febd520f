import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { inForm } from '../../support/long-form.ts'
import { openSql } from '../../support/open-sql.ts'
import { startStandby } from '../../support/standby.ts'
import {
  findSystemPostgres,
  type SystemPostgres,
  startSystemPostgres,
} from '../../support/system-postgres.ts'
import { lacks } from '../proxy-recipes.ts'
import { commandsUnder, shellOf } from './commands.ts'
import { install } from './installation.ts'

t.setTimeout(600_000)

const bin = await findSystemPostgres()
/** ms from the promotion in which the service is ready again. */
const longest = 10_000

/** The primary is gone at once, as when its machine loses power. */
async function crash({ data }: SystemPostgres): Promise<void> {
  const [postmaster = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' })
  for (const pid of [postmaster, ...children.trim().split(/\s+/)]) process.kill(Number(pid), 'SIGKILL')
}

for (const proxy of ['nginx', 'haproxy'] as const)
  t.test(
    `${proxy}: fail-over to a synchronous standby answers 503 at most, loses nothing and misses no match`,
    {
      skip:
        lacks(proxy) ||
        (proxy === inForm('haproxy', '') && 'HAProxy is for the long form') ||
        (bin === undefined && 'no PostgreSQL with pg_basebackup here (Debian: postgresql)'),
    },
    async (t) => {
      const primary = await startSystemPostgres(t, bin ?? '')
      const standby = await startStandby(t, primary)
      const ofStandby = (url: string) => url.replace(`:${primary.port}/`, `:${standby.port}/`)
      const { sql: before, serviceUrl, superuserUrl } = primary.database
      await before.unsafe(`alter system set synchronous_standby_names = 'standby'`)
      await before`select pg_reload_conf()`
      const both = serviceUrl.replace(`:${primary.port}/`, `:${primary.port},127.0.0.1:${standby.port}/`)
      const after = openSql(ofStandby(superuserUrl))
      t.teardown(() => after.end({ timeout: 5 }))
      const { instances, load, read, judge } = await install(t, {
        sql: before,
        judged: after,
        databaseUrl: both,
        proxy,
        againAfter: 500,
      })
      let reading = true
      const statuses = new Map<number | string, number>()
      const readers = async () => {
        for (; reading; await sleep(200)) {
          const status = await read('/v1/matches').catch((error: Error) => error.message)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      const readingOn = readers()
      await sleep(inForm(3000, 20_000))

      const crashed = Date.now()
      await crash(primary)
      await sleep(inForm(2000, 10_000))
      const [commands = ''] = await commandsUnder('Fail over')
      const env = { PGPORT: String(standby.port), PGUSER: 'postgres', PGDATABASE: 'verwijsindex' }
      const run = await shellOf(t, primary.directory, { ...env, PATH: `${bin}:${process.env.PATH}` }, {})
      const [promote = '', wait = ''] = commands.split(/\n(?=until)/)
      await run(promote.replace('db-two', '127.0.0.1'))
      const promoted = Date.now()
      for (const { operationsUrl } of instances)
        await run(wait.replace('http://127.0.0.1:9464', operationsUrl))
      const ready = Date.now()
      t.ok(ready - promoted < longest, `ready ${ready - promoted} ms after the promotion`)
      await sleep(inForm(3000, 20_000))
      reading = false
      await readingOn

      await judge()
      t.ok(load.unavailable.length > 0, `${load.unavailable.length} answers were 503`)
      t.ok(Math.min(...load.unavailable) >= crashed, 'none before')
      t.ok(Math.max(...load.unavailable) < promoted + longest, 'none later than 10 s after the promotion')
      t.strictSame(
        [...statuses.keys()].filter((status) => status !== 200 && status !== 503),
        [],
        'who reads gets 200 or 503',
      )
      for (const instance of instances) {
        instance.signal('SIGTERM')
        t.equal(await instance.ended(), 0)
      }
      // So that it can be stopped with the test; nobody looks for it any more.
      await primary.start()
    },
  )
