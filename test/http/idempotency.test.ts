import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { removeSpentRows } from '../../src/retention/remove-spent-rows.ts'
import { problemCode } from '../support/answers.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const began = new Date('2026-06-15T12:00:00Z')
let now = began
const keys = parseKeys(generateKeys(false))
const database = await createTestDatabase(t)
const one = await createTestService(t, { existing: database, keys, clock: () => now })
const { issuer } = one
const another = await createTestService(t, { existing: database, keys, clock: () => now, issuer })
const { professionals, convenant, region } = await smallRegion(database.sql, 4)
const [first, second, third, fourth] = professionals.map(({ subject }) => subject) as [
  string,
  string,
  string,
  string,
]
const bsns = madeUpBsns()
const person = () => ({ bsn: bsns.next().value, birthDate: '2015-06-01' })

async function register(subject: string, body: object, key?: string, { service } = one) {
  const authorization = `Bearer ${await issuer.token(subject)}`
  return service.app.inject({
    method: 'POST',
    url: '/v1/signals',
    headers: { authorization, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    payload: body,
  })
}

async function signals(): Promise<number> {
  const [row] = await database.sql<{ n: number }[]>`select count(*)::int as n from signal`
  return row?.n ?? -1
}

t.test('the same key and body get the same answer, byte for byte, from every instance', async (t) => {
  const body = person()
  await register(first, body)
  const answer = await register(second, body, 'same')
  t.equal(answer.statusCode, 201)
  t.equal(answer.json().match.participants.length, 1)
  const stored = await signals()
  const lines = await database.sql`select from logbook`

  for (const service of [one, another, one]) {
    const again = await register(second, body, 'same', service)
    t.equal(again.statusCode, 201)
    t.equal(again.payload, answer.payload)
  }
  t.equal((await register(third, body)).json().match.participants.length, 2, 'a third joins')
  now = new Date(began.getTime() + 3_600_000)
  for (const service of [one, another]) {
    const again = await register(second, body, 'same', service)
    t.equal(again.statusCode, 201)
    t.equal(again.payload, answer.payload, 'also after a third has joined, an hour later')
  }
  t.equal(await signals(), stored + 1, 'nothing was stored twice')
  t.equal(
    (await database.sql`select from logbook where event = 'signal_registered'`).length,
    await signals(),
    'and each signal was logged once',
  )
  t.ok(lines.length > 0)
  t.equal(
    (await register(second, body)).json().match.participants.length,
    2,
    'without the key one hears of all',
  )
})

t.test('the same text in another order, or with spaces, is the same body', async (t) => {
  const { bsn, birthDate } = person()
  const answer = await register(first, { bsn, birthDate }, 'order')
  t.equal((await register(first, { birthDate, bsn }, 'order')).payload, answer.payload)
})

t.test('a repeated signal is answered 200 under its key, again and again', async (t) => {
  const body = person()
  await register(first, body)
  const answer = await register(first, body, 'repeated')
  t.equal(answer.statusCode, 200)
  const again = await register(first, body, 'repeated', another)
  t.equal(again.statusCode, 200)
  t.equal(again.payload, answer.payload)
})

t.test('another body under the same key is refused, and nothing is stored', async (t) => {
  const body = person()
  await register(first, body, 'other')
  const stored = await signals()
  const others = [
    person(),
    { ...body, birthDate: '2015-06-02' },
    { ...body, removalDate: '2027-01-01' },
    { ...body, municipalityCode: '0193' },
  ]
  for (const other of others) {
    const answer = await register(first, other, 'other', another)
    t.equal(answer.statusCode, 422)
    t.equal(problemCode(answer), 'idempotency-key-reused')
  }
  t.equal(await signals(), stored)
  t.equal((await register(first, body, 'other')).statusCode, 201, 'the first body keeps its answer')
})

t.test('the key of one professional says nothing to another', async (t) => {
  const body = person()
  const answer = await register(first, body, 'shared')
  const different = await register(second, person(), 'shared')
  t.equal(different.statusCode, 201)
  const same = await register(third, body, 'shared')
  t.equal(same.statusCode, 201)
  t.not(same.json().id, answer.json().id)
})

t.test('a refusal is not kept: the key works once there is a right to register', async (t) => {
  const body = person()
  await database.sql`update convenant set in_force_until = '2026-01-01' where id = ${convenant}`
  t.equal((await register(fourth, body, 'refused')).statusCode, 403)
  await database.sql`update convenant set in_force_until = null where id = ${convenant}`
  t.equal((await register(fourth, body, 'refused')).statusCode, 201)
})

t.test('R1: a kept answer is not given to a professional who lost the right to register', async (t) => {
  const leaver = await region.account()
  const organisation = await region.organisation()
  await region.partner(convenant, organisation)
  await database.sql`update account set organisation_id = ${organisation} where id = ${leaver.id}`
  const body = person()
  t.equal((await register(leaver.subject, body, 'leaver')).statusCode, 201)
  await database.sql`update role_assignment set until_date = '2026-06-01' where account_id = ${leaver.id}`
  t.equal((await register(leaver.subject, body, 'leaver')).statusCode, 403)
})

t.test('a key that is being worked on is told so, by every instance', async (t) => {
  const body = person()
  const holder = openSql(database.superuserUrl)
  t.teardown(() => holder.end())
  let begun: ReturnType<typeof register> | undefined
  await holder.begin(async (tx) => {
    await tx`lock table signal in share row exclusive mode`
    begun = register(first, body, 'in-flight')
    await somebodyWaits()
    for (const service of [another, one]) {
      const answer = await register(first, body, 'in-flight', service)
      t.equal(answer.statusCode, 409)
      t.equal(problemCode(answer), 'idempotency-key-in-flight')
      t.match(answer.headers['retry-after'], /^\d+$/)
    }
    const different = await register(first, person(), 'in-flight', another)
    t.equal(different.statusCode, 409, 'with any body')
  })
  const answer = await begun
  t.equal(answer?.statusCode, 201)
  const again = await register(first, body, 'in-flight', another)
  t.equal(again.statusCode, 201)
  t.equal(again.payload, answer?.payload)
})

t.test('the same request twenty times at once is stored once', async (t) => {
  const body = person()
  const stored = await signals()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => register(first, body, 'at-once', n % 2 === 0 ? one : another)),
  )
  const good = answers.filter(({ statusCode }) => statusCode === 201)
  t.ok(good.length >= 1)
  t.equal(new Set(good.map(({ payload }) => payload)).size, 1)
  t.strictSame(
    [...new Set(answers.map(({ statusCode }) => statusCode))].filter(
      (status) => status !== 201 && status !== 409,
    ),
    [],
  )
  t.equal(await signals(), stored + 1)
})

t.test('a key is forgotten after 24 hours, and not before', async (t) => {
  const kept = async () => (await database.sql`select from idempotency_key`).length
  const body = person()
  const registeredAt = new Date('2026-06-20T12:00:00Z')
  now = registeredAt
  const answer = await register(first, body, 'forgotten')
  const after = (ms: number) => new Date(registeredAt.getTime() + ms)
  const day = 24 * 3_600_000

  await removeSpentRows(one.service.database, after(day), () => false)
  t.equal(await kept(), 1, 'those of five days ago are gone, this one is not')
  t.equal((await register(first, body, 'forgotten')).payload, answer.payload)

  now = after(day + 1)
  await removeSpentRows(one.service.database, now, () => false)
  t.equal(await kept(), 0)
  t.equal((await register(first, person(), 'forgotten')).statusCode, 201, 'it may be used for something else')
})

async function somebodyWaits(): Promise<void> {
  for (;;) {
    const waiting = await database.sql`
      select from pg_locks where not granted and relation = 'signal'::regclass
         and database = (select oid from pg_database where datname = current_database())`
    if (waiting.length > 0) return
    await sleep(5)
  }
}
