import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import t from 'tap'
import { functionSchema } from '../../db/function-schema.ts'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { inventory } from '../support/inventory.ts'
import { otherVersion, thisVersion } from '../support/other-version.ts'

t.setTimeout(300_000)

const project = fileURLToPath(new URL('../..', import.meta.url))

t.test('migrating again changes nothing, and does not make the functions anew', async (t) => {
  const { ownerUrl, sql } = await emptyDatabase(t)
  const madeIn = () => sql`select oid from pg_namespace where nspname = ${functionSchema}`
  await migrateDatabase(ownerUrl)
  const [first, made] = [await inventory(sql), [...(await madeIn())]]
  t.ok(first.some((thing) => thing.includes('register_signals')))
  t.strictSame(await migrateDatabase(ownerUrl), { newer: false, dropped: [] })
  t.strictSame(await inventory(sql), first)
  t.strictSame([...(await madeIn())], made)
})

t.test(
  'several processes that migrate one empty database at once all succeed, and it is migrated once',
  async (t) => {
    const [alone, shared] = [await emptyDatabase(t), await emptyDatabase(t)]
    await migrateDatabase(alone.ownerUrl)
    const reports = await Promise.all(Array.from({ length: 3 }, () => thisVersion.migrate(shared.ownerUrl)))
    for (const { refused } of reports) t.equal(refused, undefined)
    t.strictSame(await inventory(shared.sql), await inventory(alone.sql))
    const [{ applied } = { applied: 0 }] = await shared.sql<{ applied: number }[]>`
    select count(*)::int as applied from drizzle.__drizzle_migrations`
    const files = (await readdir(join(project, 'db/migrations'))).filter((name) => name.endsWith('.sql'))
    t.equal(applied, files.length)
  },
)

t.test('a file that does not load is named, and leaves what was there', async (t) => {
  const { ownerUrl, sql } = await emptyDatabase(t)
  await migrateDatabase(ownerUrl)
  const before = await inventory(sql)
  for (const [what, text, told] of [
    ['no SQL', 'this is no SQL;', /^db\/functions\/new_id\.sql: syntax error/],
    [
      'a body that is no SQL',
      `create function f() returns int language sql as 'selec 1';`,
      /^f\(\): syntax error/,
    ],
    [
      'a body that calls what is not there',
      `create function f() returns int language sql as 'select g()';`,
      /^f\(\): function g\(\)/,
    ],
  ] as const) {
    const other = await otherVersion(t)
    await other.addFunction(text)
    const { refused = '' } = await other.migrate(ownerUrl)
    t.match(refused.replace(/functions_[0-9a-f]+\./, ''), told, what)
    t.strictSame(await inventory(sql), before)
  }
  const other = await otherVersion(t)
  await other.addFunction('alter table signal enable row level security;')
  await t.rejects(
    other.migrate(ownerUrl),
    /touches a table: list it/,
    'what touches a table is listed as such',
  )
})

t.test('the tables as declared are the tables as migrated', async (t) => {
  const schema: Record<string, unknown> = {}
  const names = await readdir(join(project, 'db/tables'))
  for (const name of names.filter((name) => extname(name) === extname(import.meta.url))) {
    Object.assign(schema, await import(join(project, 'db/tables', name)))
  }
  const { entries } = JSON.parse(await readFile(join(project, 'db/migrations/meta/_journal.json'), 'utf8'))
  const latest = `${String(entries.at(-1).idx).padStart(4, '0')}_snapshot.json`
  const snapshot = JSON.parse(await readFile(join(project, 'db/migrations/meta', latest), 'utf8'))
  const declared = generateDrizzleJson(schema, snapshot.id)
  t.ok(Object.keys(declared.tables).length > 10)
  t.strictSame(await generateMigration(snapshot, declared), [], 'run npx drizzle-kit generate')
})
