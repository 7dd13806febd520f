import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { removeSpentRows } from '../../src/retention/remove-spent-rows.ts'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { testPersons } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { smallRegion } from '../support/region.ts'
import { prepare } from '../support/registration.ts'

const budgets = { perProfessional: 100, perOrganisation: 1000 }

/** A database in which two signals were registered under keys, a day and a bit apart. */
async function twoDays(t: Test) {
  const { serviceUrl, sql } = await createTestDatabase(t)
  const { professionals } = await smallRegion(sql, 1)
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  const subject = professionals[0]?.subject ?? ''
  for (const [position, at] of ['2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z'].entries()) {
    const item = prepare(subject, testPersons[position], { idempotencyKey: `key-${position}` })
    await registerSignals(database, [item], new Date(at), budgets)
  }
  const left = async () => ({
    keys: (await sql`select from idempotency_key`).length,
    days: (await sql<{ day: string }[]>`select day::text from registration_budget order by 1`).map(
      ({ day }) => day,
    ),
    signals: (await sql`select from signal`).length,
  })
  return { database, left }
}

const goOn = () => false

const moments = [
  ['2026-11-21T12:00:00.000Z', 2, ['2026-11-20', '2026-11-21']],
  ['2026-11-21T12:00:00.001Z', 1, ['2026-11-20', '2026-11-21']],
  ['2026-11-21T22:59:59.999Z', 1, ['2026-11-20', '2026-11-21']],
  ['2026-11-21T23:00:00.000Z', 1, ['2026-11-21']],
  ['2026-11-22T23:00:00.000Z', 0, []],
] as const

t.test('answers to keys go after a day, and counts after their day; signals stay', async (t) => {
  const { database, left } = await twoDays(t)
  for (const [now, keys, days] of moments) {
    await removeSpentRows(database, new Date(now), goOn)
    t.strictSame(await left(), { keys, days, signals: 2 }, now)
  }
})

t.test('a stop ends it before the next batch', async (t) => {
  const { database, left } = await twoDays(t)
  await removeSpentRows(database, new Date('2027-01-01T00:00:00Z'), () => true)
  t.equal((await left()).keys, 2)
})
