import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, type Keys, parseKeys } from '../../src/identity/keys.ts'
import { prepareRegistration, registerSignals } from '../../src/signals/register-signals.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { endSignals } from '../support/ending.ts'
import { testIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { openSql } from '../support/open-sql.ts'
import { waitingForLock } from '../support/waiting-for-lock.ts'
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
      const item = prepared(bsn, subject, instances[n % instances.length] as Keys)
      const { registrations } = await registerSignals(database, [item], new Date(), budgets)
      return registrations[0] && heard(registrations[0])
    }),
  )
}

function prepared(bsn: string, subject: string, keys: Keys) {
  const request = {
    issuer: testIssuer,
    subject,
    bsn: Bsn.parse(bsn) as Bsn,
    birthDate: '2015-06-01',
    municipalityCode: null,
    removalDate: null,
    idempotencyKey: null,
  }
  return prepareRegistration(request, keys, '2026-11-22')
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

t.test(
  'R10, R15: who leaves while a key is brought in holds all that leads to the young person',
  async (t) => {
    const database = await createTestDatabase(t)
    const { sql } = database
    await crowd(sql, 2)
    const bsn = madeUpBsns().next().value
    await arrive(t, database, [{ bsn, subject: 'p0' }], [only(1)])
    const [own] = await sql`select id, young_person_id as person from signal`
    const steps = openSql(database.superuserUrl, 3)
    t.teardown(() => steps.end({ timeout: 5 }))

    // The same professional comes by an instance that has both keys, and adds a row of the new one.
    const adding = await steps.reserve()
    await adding`begin`
    await adding`select register_signals(${steps.json([Object.assign({ ord: 0 }, prepared(bsn, 'p0', both))])}, now(),
                                                 current_date, 1000, 1000)`
    // Meanwhile the signal ends, and waits for the row of the old one.
    const ending = await steps.reserve()
    await ending`begin`
    const held = ending`select hold_young_persons(array[${own?.person}]::uuid[])`.execute()
    await waitingForLock(sql)
    await adding`commit`
    await held
    // Somebody comes by an instance that has the new one only, and waits; what ends is the last there was.
    const next = arrive(t, database, [{ bsn, subject: 'p1' }], [only(2)])
    await waitingForLock(sql)
    await ending`select end_signals(array[${own?.id}]::uuid[], 'unfounded', current_date, 'Jw 7.1.4.5 lid 1', null, null, now(),
                                  current_date)`
    await ending`commit`
    t.strictSame(await next, [null], 'registered, and nobody is there')
    const [left] = await sql`
    select (select count(*) from young_person)::int as persons, (select count(*) from signal)::int as signals`
    t.strictSame({ ...left }, { persons: 1, signals: 1 })
  },
)
