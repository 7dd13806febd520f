import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { functionSchema } from '../../db/function-schema.ts'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { findUnreadiness, refuseOtherVersion } from '../../db/readiness.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { inventory } from '../support/inventory.ts'
import { type OtherVersion, otherVersion, thisVersion } from '../support/other-version.ts'

t.setTimeout(600_000)

/** A database at this version, and an instance of it that has a session open. */
async function running(t: Test): Promise<EmptyDatabase & { readonly database: Database }> {
  const empty = await emptyDatabase(t)
  await migrateDatabase(empty.ownerUrl)
  const database = openDatabase({
    url: empty.serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'verwijsindex',
  })
  t.teardown(() => database.close())
  await database.ping()
  return { ...empty, database }
}

const schemas = async (sql: postgres.Sql) =>
  (
    await sql<
      { name: string }[]
    >`select nspname as name from pg_namespace where nspname like 'functions%' order by 1`
  ).map(({ name }) => name)

/** The schemas on whose functions policies and triggers rest. */
const restsOn = async (sql: postgres.Sql) =>
  (
    await sql<{ name: string }[]>`
      select distinct pronamespace::regnamespace::text as name from pg_proc p
       where exists (select from pg_policy l join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = l.oid
                      where d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid)
          or exists (select from pg_trigger g where g.tgfoid = p.oid and not g.tgisinternal)`
  ).map(({ name }) => name)

async function changed(t: Test, name: string): Promise<OtherVersion> {
  const other = await otherVersion(t)
  await other.addFunction(`create function ${name}() returns int language sql as 'select 1';`)
  return other
}

t.test('a new version comes beside the one that runs, which goes on and puts nothing back', async (t) => {
  const { ownerUrl, sql, database } = await running(t)
  const own = (await inventory(sql)).filter((thing) => thing.startsWith(functionSchema))
  const other = await changed(t, 'added_later')
  const { schema, newer, dropped } = await other.migrate(ownerUrl)
  t.strictSame([newer, dropped], [false, []])
  t.strictSame(await schemas(sql), [functionSchema, schema].sort())
  t.strictSame(await restsOn(sql), [schema], 'policies and triggers are those of the newer')
  const after = await inventory(sql)
  t.strictSame(
    after.filter((thing) => thing.startsWith(functionSchema)),
    own,
  )
  const [rights] = await sql`
    select has_function_privilege('verwijsindex_service', ${`${schema}.added_later()`}, 'EXECUTE') as added,
           has_function_privilege('verwijsindex_service', ${`${schema}.acting_day()`}, 'EXECUTE') as granted`
  t.strictSame({ ...rights }, { added: false, granted: true }, 'the service may call what it was given')

  t.equal(await findUnreadiness(database), undefined, 'the older goes on')
  await t.resolves(
    database.run(async () => database.sql`select * from act_as('https://issuer.example', 'p', '2026-11-22')`),
  )
  t.match(await thisVersion.migrate(ownerUrl), { newer: true, dropped: [] }, 'and may be started again')
  t.strictSame(await inventory(sql), after, 'without putting anything back')
})

t.test(
  'functions stay while a session of their version is open, and three versions do not run at once',
  async (t) => {
    const { ownerUrl, sql, database } = await running(t)
    const [second, third, fourth] = [
      await changed(t, 'second'),
      await changed(t, 'third'),
      await changed(t, 'fourth'),
    ]
    const { schema: schemaOfSecond } = await second.migrate(ownerUrl)
    const before = await inventory(sql)
    t.match(
      (await third.migrate(ownerUrl)).refused,
      new RegExp(`Stop those of ${functionSchema} first: 1 of their sessions`),
    )
    t.strictSame(await inventory(sql), before, 'nothing was changed')

    await database.close()
    const { schema: schemaOfThird, dropped } = await third.migrate(ownerUrl)
    t.strictSame(dropped, [functionSchema], 'nobody uses the first any more')
    t.strictSame(await schemas(sql), [schemaOfSecond, schemaOfThird].sort())
    t.match(
      (await thisVersion.migrate(ownerUrl)).refused,
      /that of a newer version, and the functions .* not there any more/,
    )
    t.strictSame(await restsOn(sql), [schemaOfThird])
    t.match(
      await fourth.migrate(ownerUrl),
      { dropped: [schemaOfSecond] },
      'the version before the newest stayed until now',
    )
  },
)

t.test('an instance says of which age the database is, where it cannot run on it', async (t) => {
  const { ownerUrl, serviceUrl, sql, database } = await running(t)
  const without = await emptyDatabase(t)
  const early = openDatabase({
    url: without.serviceUrl,
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  t.teardown(() => early.close())
  t.equal(await findUnreadiness(early), 'older', 'nobody migrated it')
  await t.rejects(refuseOtherVersion(early), /older than this version .*: run `verwijsindex migrate` first/)

  // A version with a migration more, and the same functions.
  const ahead = await otherVersion(t)
  await ahead.addMigration('9999_more', 'create table added_later (id int)')
  t.match(await ahead.migrate(ownerUrl), { schema: functionSchema, newer: false })
  t.equal(await findUnreadiness(database), undefined, 'a version with fewer migrations runs beside it')
  t.match(await thisVersion.migrate(ownerUrl), { newer: true })

  await sql`update drizzle.service_version set last_migration = 1`
  t.equal(await findUnreadiness(database), 'older', 'a migration of this version is missing')
  await sql`update drizzle.service_version set last_migration = 9999999999999, functions = 'functions_other'`
  t.equal(await findUnreadiness(database), 'newer', 'this version never was there')
  await sql`update drizzle.service_version set functions = ${functionSchema}`
  await sql.unsafe(`alter schema ${functionSchema} rename to gone`)
  t.equal(await findUnreadiness(database), 'newer', 'its functions are not there any more')
  await t.rejects(
    refuseOtherVersion(database),
    /newer than this version .*: start the version that migrated the database last/,
  )
  t.ok(serviceUrl)
})

t.test('R23: all that the service sees of the versions is which there were', async (t) => {
  const { database } = await running(t)
  await t.resolves(database.run(async () => database.sql`select * from drizzle.service_version`))
  for (const refused of [
    'select * from drizzle.__drizzle_migrations',
    'delete from drizzle.service_version',
    `update drizzle.service_version set last_migration = 0`,
  ])
    await t.rejects(
      database.run(async () => database.sql.unsafe(refused)),
      { code: '42501' },
    )
})

t.test('in development a version that was replaced can return, unless the newest is in use', async (t) => {
  const { ownerUrl, sql, database } = await running(t)
  await database.close()
  const [second, third] = [await changed(t, 'second'), await changed(t, 'third')]
  const { schema } = await second.migrate(ownerUrl)
  t.match(await thisVersion.migrate(ownerUrl, { mayReturn: true }), { newer: false })
  t.strictSame(await restsOn(sql), [functionSchema])
  t.match(await second.migrate(ownerUrl, { mayReturn: true }), { newer: false, schema })
  await third.migrate(ownerUrl)
  t.notOk((await schemas(sql)).includes(functionSchema))
  t.match(
    await thisVersion.migrate(ownerUrl, { mayReturn: true }),
    { newer: false },
    'also where it was dropped',
  )
  t.strictSame(await restsOn(sql), [functionSchema])

  await second.migrate(ownerUrl, { mayReturn: true })
  const open = openDatabase({
    url: ownerUrl,
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'x',
    settings: { application_name: `verwijsindex/${schema.replace('functions_', '')}` },
  })
  t.teardown(() => open.close())
  await open.ping()
  t.match(await thisVersion.migrate(ownerUrl, { mayReturn: true }), { newer: true })
})

t.test(
  'a version from before versions had schemas is left alone while it runs, and never comes back',
  async (t) => {
    const { ownerUrl, sql } = await emptyDatabase(t)
    await migrateDatabase(ownerUrl)
    // As such a version leaves a database behind.
    await sql.unsafe(`
    alter schema ${functionSchema} rename to functions; comment on schema functions is 'digest of before';
    drop table drizzle.service_version`)
    const old = openDatabase({
      url: ownerUrl,
      poolSize: 1,
      queryDeadline: 5000,
      applicationName: 'x',
      settings: { application_name: 'verwijsindex' },
    })
    t.teardown(() => old.close())
    const oldCall = () => old.run(async () => old.sql`select functions.acting_day()`)
    await oldCall()

    await migrateDatabase(ownerUrl)
    t.strictSame(await restsOn(sql), [functionSchema])
    await oldCall()
    const second = await changed(t, 'second')
    t.match((await second.migrate(ownerUrl)).refused, /Stop those of functions first/)

    await old.close()
    const { schema, dropped } = await second.migrate(ownerUrl)
    t.strictSame(dropped, ['functions'])
    t.strictSame(await schemas(sql), ['functions', functionSchema, schema].sort())
    const [left] = await sql`
    select obj_description('functions'::regnamespace) as comment,
           (select count(*)::int from pg_proc where pronamespace = 'functions'::regnamespace) as functions`
    t.strictSame(
      { ...left },
      { comment: 'digest of before', functions: 0 },
      'so it takes the database for its own and makes nothing',
    )
    t.match(await second.migrate(ownerUrl), { dropped: [] })
  },
)
