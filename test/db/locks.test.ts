import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createTestDatabase } from '../support/database.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

const texts = new Map(
  ['src', 'db', 'test'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|sql)$/.test(name) && !name.startsWith('migrations'))
      .map((name) => [join(folder, name), readFileSync(join(project, folder, name), 'utf8')] as const),
  ),
)
const numbered = /create function (\w+_lock)\(\) returns int language sql immutable return (\d+);/g
const numbers = [...(texts.get('db/functions/locks.sql') ?? '').matchAll(numbered)]

t.test('every advisory lock has a number of its own, all in one file', async (t) => {
  t.ok(numbers.length > 5)
  t.equal(new Set(numbers.map(([, , number]) => number)).size, numbers.length)
  const migration = numbers.find(([, name]) => name === 'migration_lock')?.[2]
  t.match(
    texts.get('db/migrate/migrate-database.ts'),
    `const migrationLock = ${migration}\n`,
    'the one that comes before it',
  )
})

t.test('no lock is taken by a bare number, and every lock that is named is taken', async (t) => {
  const taking = /advisory_(?:xact_)?(?:lock|unlock)(?:_shared)?\(\s*(?:functions\.)?\W*(\w+)/g
  const taken = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(taking)].map(([, by]) => ({ file, by })),
  )
  const allowed = new Set([
    ...numbers.map(([, name]) => name),
    'hashtextextended', // each key of a client is a lock of its own
    'migrationLock',
  ])
  t.strictSame(
    taken.filter(({ by }) => !by || !allowed.has(by)),
    [],
  )
  const unused = numbers.filter(
    ([, name]) => name !== 'migration_lock' && !taken.some(({ by }) => by === name),
  )
  t.strictSame(
    unused.map(([, name]) => name),
    [],
  )
})

t.test('PostgreSQL has the locks by these numbers', async (t) => {
  const { sql } = await createTestDatabase(t)
  for (const [, name = '', number] of numbers) {
    const [row] = await sql`select ${sql(name)}() as number`
    t.equal(row?.number, Number(number), name)
  }
})
