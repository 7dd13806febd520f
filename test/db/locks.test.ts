import t from 'tap'
import { createTestDatabase } from '../support/database.ts'
import { lockFaults, locksIn, textsWithLocks } from '../support/locks.ts'

const texts = textsWithLocks()
const locks = locksIn(texts)

t.test('every advisory lock has a number of its own, all in one file', async (t) => {
  t.ok(locks.size > 5)
  t.equal(new Set(locks.values()).size, locks.size)
  t.match(
    texts.get('db/migrate/migrate-database.ts'),
    `const migrationLock = ${locks.get('migration_lock')}\n`,
    'the one that comes before it',
  )
})

t.test('no lock is taken by a bare number, and every lock that is named is taken', async (t) => {
  t.strictSame(lockFaults(texts), [])
})

t.test('PostgreSQL has the locks by these numbers', async (t) => {
  const { sql } = await createTestDatabase(t)
  for (const [name, number] of locks) {
    const [row] = await sql`select ${sql(name)}() as number`
    t.equal(row?.number, number, name)
  }
})
