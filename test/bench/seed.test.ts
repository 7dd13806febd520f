import t from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { refuseForeignKeys } from '../../src/identity/refuse-foreign-keys.ts'
import { createTestDatabase } from '../support/database.ts'
import { seed } from './seed.ts'

const now = new Date('2026-11-22T09:00:00Z')

t.test('what the benchmarks fill opens under its keys, and the service starts on it', async (t) => {
  const { sql, serviceUrl } = await createTestDatabase(t)
  const [keys, others] = [parseKeys(generateKeys(false)), parseKeys(generateKeys(false))]
  await seed(sql, keys, { persons: 20, professionals: 10, organisations: 5 })
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 20_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  await t.rejects(
    refuseForeignKeys(database, others, now, async () => true),
    /not the one/,
  )
  await t.resolves(refuseForeignKeys(database, keys, now, async () => true))
})
