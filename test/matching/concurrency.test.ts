import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { type Database, isUnavailable, openDatabase } from '../../db/driver/client.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import {
  type PreparedRegistration,
  prepareRegistration,
  type RegistrationAnswer,
  registerSignals,
} from '../../src/signals/register-signals.ts'
import { Batcher } from '../../src/signals/registration-batcher.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { endSignals } from '../support/ending.ts'
import { testIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { createTestService, type TestService } from '../support/service.ts'
import { crowd } from './crowd.ts'
import { deadlocks } from './deadlocks.ts'
import { type Arrival, type Heard, heard, judge, pairsAndTriples, shuffled } from './groups.ts'
import { leaveOutTheLock } from './without-lock.ts'

t.setTimeout(900_000)

const [pairs, triples] = inForm([150, 50], [2000, 500])
const everybody = 2 * pairs + 3 * triples
const keys = parseKeys(generateKeys(false))
const birthDate = '2015-06-01'
const budgets = { perProfessional: 100_000, perOrganisation: 1_000_000 }
const asItShouldBe = { failed: 0, missed: 0, doubled: 0, wronglyAnswered: 0, wronglyNotified: 0 }
const complete = {
  ...asItShouldBe,
  signals: everybody,
  matches: pairs + triples,
  notifications: 3 * pairs + 7 * triples,
}

type Match = { participants: { email: string }[] } | null
type Register = (arrival: Arrival) => Promise<Heard>

async function createCrowdedDatabase(t: Test): Promise<TestDatabase> {
  const database = await createTestDatabase(t)
  await crowd(database.sql, everybody)
  return database
}

/** An instance as far as it registers: a batcher of its own on connections of its own. */
function openInstance(t: Test, { serviceUrl }: TestDatabase, largestBatch: number, writers = 2) {
  const database: Database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: writers,
    queryDeadline: 30_000,
    applicationName: 'verwijsindex-instance',
  })
  t.teardown(() => database.close())
  const batcher = new Batcher<PreparedRegistration, RegistrationAnswer>({
    write: async (items) => (await registerSignals(database, items, new Date(), budgets)).registrations,
    mayRetryApart: (error) => !isUnavailable(error),
    writers,
    largestBatch,
    mostWaiting: 100_000,
    refuse: () => new Error('too many are waiting'),
  })
  const register: Register = async ({ bsn, subject }) =>
    heard(await batcher.submit(prepareRegistration(requestOf(bsn, subject), keys, '2026-11-22')))
  return { register, close: () => database.close() }
}

function requestOf(bsn: string, subject: string) {
  return {
    issuer: testIssuer,
    subject,
    bsn: Bsn.parse(bsn) as Bsn,
    birthDate,
    municipalityCode: null,
    removalDate: null,
    idempotencyKey: null,
  }
}

/** All at once, by turns over the instances; one that fails is heard as undefined. */
function arriveAtOnce(arrivals: readonly Arrival[], instances: readonly Register[]): Promise<Heard[]> {
  return Promise.all(
    arrivals.map((arrival, n) => instances[n % instances.length]?.(arrival).catch(() => undefined)),
  )
}

/** The persons exist, and nobody stands with them: somebody registered before, and it has ended. */
async function registerAndEnd(
  { sql }: TestDatabase,
  arrivals: readonly Arrival[],
  register: Register,
): Promise<void> {
  const persons = [...new Set(arrivals.map(({ bsn }) => bsn))]
  await arriveAtOnce(
    persons.map((bsn, n) => ({ bsn, subject: `p${n}` })),
    [register],
  )
  await endSignals(sql)
}

const asTheyCome: typeof shuffled = (items) => [...items]

const forms: Record<
  string,
  { largestBatch: number; writers: number; instances: number; order: typeof shuffled }
> = {
  'within batches of 64': { largestBatch: 64, writers: 2, instances: 1, order: asTheyCome },
  'across batches of 64': { largestBatch: 64, writers: 2, instances: 1, order: shuffled },
  'alone, eight writers': { largestBatch: 1, writers: 8, instances: 1, order: asTheyCome },
  'in batches of a thousand': { largestBatch: 1000, writers: 2, instances: 1, order: shuffled },
  'across batches of 8 of two instances': { largestBatch: 8, writers: 2, instances: 2, order: asTheyCome },
  'across batches of 64 of two instances': { largestBatch: 64, writers: 2, instances: 2, order: asTheyCome },
}

for (const known of [false, true]) {
  for (const [form, { largestBatch, writers, instances, order }] of Object.entries(forms)) {
    t.test(`R15: exactly one match, ${form}, persons ${known ? 'known' : 'new'}`, async (t) => {
      const database = await createCrowdedDatabase(t)
      const running = Array.from({ length: instances }, () =>
        openInstance(t, database, largestBatch, writers),
      )
      const registers = running.map(({ register }) => register)
      const arrivals = order(pairsAndTriples(pairs, triples, madeUpBsns()))
      if (known) await registerAndEnd(database, arrivals, registers[0] as Register)
      const began = performance.now()
      const answers = await arriveAtOnce(arrivals, registers)
      const rate = Math.round((everybody / (performance.now() - began)) * 1000)
      for (const { close } of running) await close()
      t.strictSame(await judge(database.sql, arrivals, answers), complete, `${rate} a second`)
      t.equal(await deadlocks(database.sql), 0, 'no deadlocks')
    })
  }
}

t.test('R15: exactly one match, over HTTP, on two instances of the service', async (t) => {
  const database = await createCrowdedDatabase(t)
  const services = [
    await createTestService(t, { existing: database, keys }),
    await createTestService(t, { existing: database, keys }),
  ]
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  t.teardown(() => agent.destroy())
  const registers = await Promise.all(services.map((service) => overHttp(service, agent)))
  const arrivals = pairsAndTriples(pairs, triples, madeUpBsns())
  const answers = await arriveAtOnce(arrivals, registers)
  for (const { service } of services) await service.close()
  t.strictSame(await judge(database.sql, arrivals, answers), complete)
  t.equal(await deadlocks(database.sql), 0, 'no deadlocks')
})

async function overHttp({ service, issuer }: TestService, agent: Agent): Promise<Register> {
  const url = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })
  return async ({ bsn, subject }) => {
    const token = await issuer.token(subject)
    const { status, body } = await post(`${url}/v1/signals`, { bsn, birthDate }, token, agent)
    if (status !== 201) return undefined
    return (body as { match: Match }).match?.participants.map(({ email }) => email) ?? null
  }
}

async function post(
  url: string,
  body: object,
  token: string,
  agent: Agent,
): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = request(url, { method: 'POST', headers, agent })
  sent.end(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', (answer) =>
      json(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read }), reject),
    )
  })
}

t.test('R15: a storm of 200 professionals on one young person is one match', async (t) => {
  const database = await createTestDatabase(t)
  await crowd(database.sql, 200)
  const running = [openInstance(t, database, 64), openInstance(t, database, 64)]
  const [bsn] = madeUpBsns()
  const arrivals = Array.from({ length: 200 }, (_, n) => ({ bsn: bsn ?? '', subject: `p${n}` }))
  const answers = await arriveAtOnce(
    arrivals,
    running.map(({ register }) => register),
  )
  for (const { close } of running) await close()
  // The n-th arrival is told to n professionals and the officer, from the second on.
  const notifications = Array.from({ length: 199 }, (_, n) => n + 3).reduce((sum, told) => sum + told, 0)
  t.strictSame(await judge(database.sql, arrivals, answers), {
    ...asItShouldBe,
    signals: 200,
    matches: 1,
    notifications,
  })
  t.equal(await deadlocks(database.sql), 0, 'no deadlocks')
})

t.test('without the lock the same load misses matches, so these tests can fail', async (t) => {
  const database = await createCrowdedDatabase(t)
  const { register } = openInstance(t, database, 1, 8)
  const arrivals = pairsAndTriples(pairs, triples, madeUpBsns())
  await registerAndEnd(database, arrivals, register)
  await leaveOutTheLock(database.sql)
  const answers = await arriveAtOnce(arrivals, [register])
  const { missed } = await judge(database.sql, arrivals, answers)
  t.ok(missed > (pairs + triples) / 10, `${missed} of ${pairs + triples} matches missed`)
})
