import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFile, cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import type postgres from 'postgres'
import t, { type Test } from 'tap'
import { functionSchema } from '../../db/function-schema.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { createTestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const runFile = promisify(execFile)

/** A database with nothing in it, and a look into it. */
async function emptyDatabase(t: Test) {
  const { superuserUrl } = await createTestDatabase(t)
  const admin = openSql(superuserUrl)
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin.unsafe(`create database ${name} owner verwijsindex_owner`)
  const url = Object.assign(new URL(superuserUrl), { pathname: `/${name}` }).href
  const sql = openSql(url)
  t.teardown(async () => {
    await sql.end({ timeout: 5 })
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end({ timeout: 5 })
  })
  return { url, sql }
}

/** All there is in a database, by its catalogues: what two migrations of the same code must agree on. */
async function inventory(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ thing: string }[]>`
    select format('%s %s %s', table_name, column_name, data_type) as thing from information_schema.columns
     where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
     where connamespace = 'public'::regnamespace
    union all select format('%s %s', pronamespace::regnamespace, pg_get_functiondef(oid)) from pg_proc
     where pronamespace = ${functionSchema}::regnamespace
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select format('%s %s %s', grantee, table_name, privilege_type) from information_schema.table_privileges
     where table_schema = 'public' and grantee = 'verwijsindex_service'
    order by 1`
  return rows.map(({ thing }) => thing)
}

async function functionsMadeIn(sql: postgres.Sql): Promise<unknown> {
  const [row] =
    await sql`select oid, obj_description(oid) as digest from pg_namespace where nspname = ${functionSchema}`
  return row
}

t.test('migrating again changes nothing, and does not make the functions anew', async (t) => {
  const { url, sql } = await emptyDatabase(t)
  await migrateDatabase(url)
  const [first, made] = [await inventory(sql), await functionsMadeIn(sql)]
  t.ok(first.some((thing) => thing.includes('register_signals')))
  await migrateDatabase(url)
  t.strictSame(await inventory(sql), first)
  t.strictSame(await functionsMadeIn(sql), made)
})

t.test(
  'several processes that migrate one empty database at once all succeed, and it is migrated once',
  async (t) => {
    const [alone, shared] = [await emptyDatabase(t), await emptyDatabase(t)]
    await migrateDatabase(alone.url)
    await Promise.all(Array.from({ length: 3 }, () => migrateInProcess(project, shared.url)))
    t.strictSame(await inventory(shared.sql), await inventory(alone.sql))
    const [{ applied } = { applied: 0 }] = await shared.sql<{ applied: number }[]>`
    select count(*)::int as applied from drizzle.__drizzle_migrations`
    const files = (await readdir(join(project, 'db/migrations'))).filter((name) => name.endsWith('.sql'))
    t.equal(applied, files.length)
  },
)

t.test('a changed file makes the functions anew; rights and triggers are there again', async (t) => {
  const { url, sql } = await emptyDatabase(t)
  await migrateDatabase(url)
  const before = await inventory(sql)
  const copy = t.testdir()
  for (const part of ['db', 'src', 'test/support/migrate-process.ts']) {
    await cp(join(project, part), join(copy, part), { recursive: true })
  }
  await appendFile(
    join(copy, 'db/functions/new_id.sql'),
    `\ncreate function added_later() returns int language sql as 'select 1';\n`,
  )
  await migrateInProcess(copy, url)
  const after = await inventory(sql)
  const added = after.filter((thing) => !before.includes(thing))
  t.equal(added.length, 1)
  t.match(added[0], /added_later/)
  t.strictSame(
    before.filter((thing) => !after.includes(thing)),
    [],
  )
  const [rights] = await sql`
    select has_function_privilege('verwijsindex_service', 'added_later()', 'EXECUTE') as callable`
  t.equal(rights?.callable, false, 'the service cannot call what it was not given')

  await appendFile(join(copy, 'db/functions/new_id.sql'), '\nthis is no SQL;\n')
  await t.rejects(migrateInProcess(copy, url))
  t.strictSame(await inventory(sql), after, 'a file that does not load leaves what was there')
})

t.test('the tables as declared are the tables as migrated', async (t) => {
  const schema: Record<string, unknown> = {}
  for (const name of await readdir(join(project, 'db/tables'))) {
    Object.assign(schema, await import(join(project, 'db/tables', name)))
  }
  const { entries } = JSON.parse(await readFile(join(project, 'db/migrations/meta/_journal.json'), 'utf8'))
  const latest = `${String(entries.at(-1).idx).padStart(4, '0')}_snapshot.json`
  const snapshot = JSON.parse(await readFile(join(project, 'db/migrations/meta', latest), 'utf8'))
  const declared = generateDrizzleJson(schema, snapshot.id)
  t.ok(Object.keys(declared.tables).length > 10)
  t.strictSame(await generateMigration(snapshot, declared), [], 'run npx drizzle-kit generate')
})

async function migrateInProcess(root: string, url: string): Promise<void> {
  await runFile(process.execPath, ['--import=tsx', join(root, 'test/support/migrate-process.ts'), url], {
    cwd: project,
  })
}
