import t, { type Test } from 'tap'
import { openDatabase } from '../../db/client.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, type Keys, parseKeys } from '../../src/identity/keys.ts'
import { prepareRegistration, registerSignals } from '../../src/signals/register-signals.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { endSignals } from '../support/ending.ts'
import { testIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { crowd } from './crowd.ts'
import { type Arrival, type Heard, heard, judge, pairsAndTriples } from './groups.ts'

t.setTimeout(300_000)

const [pairs, triples] = inForm([60, 60], [1000, 500])
const everybody = 2 * pairs + 3 * triples
const budgets = { perProfessional: 100_000, perOrganisation: 1_000_000 }
const complete = {
  failed: 0,
  missed: 0,
  doubled: 0,
  wronglyAnswered: 0,
  wronglyNotified: 0,
  signals: everybody,
  matches: pairs + triples,
  notifications: 3 * pairs + 7 * triples,
}

const both = rotated()
const only = (version: number): Keys => ({
  ...both,
  index: both.index.filter((key) => key.version === version),
})

function rotated(): Keys {
  const [first, second] = [JSON.parse(generateKeys(false)), JSON.parse(generateKeys(false))]
  return parseKeys(JSON.stringify({ ...first, index: [...first.index, { ...second.index[0], version: 2 }] }))
}

/** Each arrival at an instance with the next set of keys, every one in a transaction of its own. */
async function arrive(
  t: Test,
  { serviceUrl }: TestDatabase,
  arrivals: readonly Arrival[],
  instances: readonly Keys[],
): Promise<Heard[]> {
  const database = openDatabase({
    url: serviceUrl,
    poolSize: 8,
    queryDeadline: 60_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  return Promise.all(
    arrivals.map(async ({ bsn, subject }, n) => {
      const request = {
        issuer: testIssuer,
        subject,
        bsn: Bsn.parse(bsn) as Bsn,
        birthDate: '2015-06-01',
        municipalityCode: null,
        removalDate: null,
        idempotencyKey: null,
      }
      const prepared = prepareRegistration(request, instances[n % instances.length] as Keys)
      const { registrations } = await registerSignals(database, [prepared], new Date(), budgets)
      return registrations[0] && heard(registrations[0])
    }),
  )
}

t.test('R9, R15: while a new index key is brought in, nobody is missed', async (t) => {
  const database = await createTestDatabase(t)
  await crowd(database.sql, everybody)
  const arrivals = pairsAndTriples(pairs, triples, madeUpBsns())
  const answers = await arrive(t, database, arrivals, [only(1), both])
  t.strictSame(await judge(database.sql, arrivals, answers), complete)
})

t.test('R9, R15: while an old index key is let go, nobody is missed', async (t) => {
  const database = await createTestDatabase(t)
  await crowd(database.sql, everybody)
  const arrivals = pairsAndTriples(pairs, triples, madeUpBsns())
  const answers = await arrive(t, database, arrivals, [both, only(2)])
  t.strictSame(await judge(database.sql, arrivals, answers), complete)
})

t.test('R9, R15: who was known under both keys is found under either, all instances at once', async (t) => {
  const database = await createTestDatabase(t)
  await crowd(database.sql, everybody)
  const arrivals = pairsAndTriples(pairs, triples, madeUpBsns())
  const persons = [...new Set(arrivals.map(({ bsn }) => bsn))].map((bsn, n) => ({ bsn, subject: `p${n}` }))
  await arrive(t, database, persons, [both])
  await endSignals(database.sql)
  const answers = await arrive(t, database, arrivals, [only(1), both, only(2)])
  t.strictSame(await judge(database.sql, arrivals, answers), complete)
})
