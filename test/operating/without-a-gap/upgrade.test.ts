import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { inForm } from '../../support/long-form.ts'
import { openSql } from '../../support/open-sql.ts'
import { otherVersion } from '../../support/other-version.ts'
import { findSystemPostgres, startSystemPostgres } from '../../support/system-postgres.ts'
import { until } from '../../support/until.ts'
import { lacks } from '../proxy-recipes.ts'
import { commandsUnder } from './commands.ts'
import { install } from './installation.ts'

t.setTimeout(600_000)

const bin = await findSystemPostgres()
/** s that somebody goes on to read a table which the migration changes, once it waits for that. */
const reading = inForm(4, 20)
/** ms that a registration may take meanwhile: what a query may take, and some for the proxy. */
const longest = 7000

t.test(
  'an upgrade with a migration, beside a backup and a reader: every registration is answered with 201',
  { skip: lacks('nginx') || (bin === undefined && 'no PostgreSQL with pg_dump here (Debian: postgresql)') },
  async (t) => {
    const server = await startSystemPostgres(t, bin ?? '')
    const { sql, serviceUrl, ownerUrl, superuserUrl } = server.database
    const other = await otherVersion(t)
    await other.addMigration('9999_made_up', 'alter table signal add column made_up integer')
    await other.addFunction(`create function made_up() returns int language sql as 'select 1';`)
    const { instances, load, onServer, judge } = await install(t, {
      sql,
      databaseUrl: serviceUrl,
      proxy: 'nginx',
    })
    await sleep(1000)

    let migrating = true
    let dumps = 0
    const backups = async () => {
      for (; migrating; dumps++)
        await promisify(execFile)(join(bin ?? '', 'pg_dump'), ['--file=/dev/null', ownerUrl])
    }
    const reader = openSql(superuserUrl)
    t.teardown(() => reader.end())
    const reads = reader.begin(async (held) => {
      await held`select count(*) from signal`
      await until(
        async () =>
          (
            await sql`
              select from pg_stat_activity
               where application_name = 'verwijsindex-migrate' and wait_event_type = 'Lock'`
          ).length > 0,
      )
      await sleep(reading * 1000)
    })
    const backingUp = backups()
    const { refused, waited } = await other.migrate(ownerUrl)
    migrating = false
    t.equal(refused, undefined)
    t.ok(waited.length > 0, 'the migration waited for the reader')
    await Promise.all([reads, backingUp])
    t.ok(dumps > 0)
    t.notMatch(await readFile(join(server.directory, 'log'), 'utf8'), /deadlock detected/)

    const [commands = ''] = await commandsUnder('Restart without a gap')
    for (const instance of instances) await onServer(instance, commands, { version: other.root })
    await sleep(1000)
    const versions = await sql<{ name: string }[]>`
      select distinct application_name as name from pg_stat_activity where application_name like 'verwijsindex/%'`
    t.equal(versions.length, 1, 'the new version runs alone')
    await judge()
    t.ok(Math.max(...load.took) < longest, `the longest answer took ${Math.round(Math.max(...load.took))} ms`)
  },
)
