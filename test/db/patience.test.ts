import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { openSql } from '../support/open-sql.ts'
import { otherVersion } from '../support/other-version.ts'

t.setTimeout(600_000)

t.test(
  'migrating waits behind a long reader without holding up who comes after, and says for whom',
  async (t) => {
    const { ownerUrl, sql } = await emptyDatabase(t)
    await migrateDatabase(ownerUrl)
    const other = await otherVersion(t)
    await other.addFunction(`create function added_later() returns int language sql as 'select 1';`)
    await other.addMigration('9999_more', 'alter table signal add column more int')
    const address = Object.assign(new URL(ownerUrl), { search: '?application_name=a-report' }).href
    const reader = openSql(address)
    t.teardown(() => reader.end({ timeout: 5 }))
    const reading = await reader.reserve()
    await reading`begin`
    await reading`select count(*) from signal`

    const { refused } = await other.migrate(ownerUrl, { patience: 1000 })
    t.match(
      refused,
      /^Migration \d+ waits for session \d+ \(.*, role verwijsindex_owner, on signal.*\), and gave up after/,
    )
    t.notOk(
      (
        await sql`select from information_schema.columns where table_name = 'signal' and column_name = 'more'`
      )[0],
    )

    let over = false
    const migrated = other.migrate(ownerUrl).finally(() => {
      over = true
    })
    let longest = 0
    for (const end = performance.now() + 15_000; performance.now() < end && !over; await sleep(20)) {
      const began = performance.now()
      await sql`select from signal limit 1`
      longest = Math.max(longest, performance.now() - began)
    }
    t.notOk(over, 'it waits as long as the reader reads')
    t.ok(longest < 1500, `others went on: ${Math.round(longest)} ms at most`)
    await reading`commit`
    reading.release()
    const { refused: none, waited } = await migrated
    t.equal(none, undefined)
    t.match(waited[0], /waits for session/)
    t.ok(
      (
        await sql`select from information_schema.columns where table_name = 'signal' and column_name = 'more'`
      )[0],
    )
  },
)

t.test(
  'an index is made while others write and others wait to migrate; what was left of one is replaced',
  async (t) => {
    const { ownerUrl, sql } = await emptyDatabase(t)
    await migrateDatabase(ownerUrl)
    const other = await otherVersion(t)
    await other.addMigration(
      '9999_beside',
      'create index concurrently if not exists "signal_more" on "signal" (registered_at, id)',
    )
    await sql.unsafe('create index signal_more on signal (id)')
    await sql`update pg_index set indisvalid = false where indexrelid = 'signal_more'::regclass`
    const reports = await Promise.all([1, 2, 3].map(() => other.migrate(ownerUrl)))
    for (const { refused } of reports) t.equal(refused, undefined)
    const [index] = await sql`
    select indisvalid as valid, indnatts as columns from pg_index where indexrelid = 'signal_more'::regclass`
    t.strictSame({ ...index }, { valid: true, columns: 2 })
  },
)
