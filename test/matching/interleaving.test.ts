import { deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { isUnavailable, openDatabase } from '../../db/driver/client.ts'
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
import { createTestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { inForm } from '../support/long-form.ts'
import { anyCase, type Batch, type Case, createWorld, oneByOne } from './cases.ts'
import { type Answered, createModel, type Stored } from './model.ts'
import { endOfLogbook, type Offered, observe, toAnswered } from './observe.ts'

t.setTimeout(1_800_000)

const { sql, serviceUrl } = await createTestDatabase(t)
const database = openDatabase({
  url: serviceUrl,
  poolSize: 4,
  queryDeadline: 10_000,
  applicationName: 'test',
})
t.teardown(() => database.close())
const keys = parseKeys(generateKeys(false))
const world = await createWorld(sql)
const numbers = madeUpBsns()

/** Makes the requests of one run ready, for persons that no other run knows. */
function offer(batches: readonly Batch[]): { today: string; offered: Offered[] }[] {
  const bsns = new Map<number, Bsn>()
  const run = crypto.randomUUID()
  const bsnOf = (person: number) => {
    const known = bsns.get(person) ?? (Bsn.parse(numbers.next().value) as Bsn)
    bsns.set(person, known)
    return known
  }
  return batches.map(({ today, asked }) => ({
    today,
    offered: asked.map((one) => ({
      asked: one,
      prepared: prepareRegistration(
        {
          issuer: testIssuer,
          subject: world.professionals[one.professional]?.name ?? '',
          bsn: bsnOf(one.person),
          birthDate: one.birthDate,
          municipalityCode: one.municipality,
          removalDate: one.removalDate,
          idempotencyKey: one.key && `${run}/${one.key}`,
        },
        keys,
        today,
      ),
    })),
  }))
}

interface Outcome {
  readonly answers: Answered[]
  readonly stored: Stored
}

async function inDatabase(batches: readonly Batch[], budgets: Case['budgets']): Promise<Outcome> {
  await sql`truncate registration_budget, activity`
  const logbookFrom = await endOfLogbook(sql)
  const ready = offer(batches)
  const all = ready.flatMap(({ offered }) => offered)
  const answers: Answered[] = []
  for (const { today, offered } of ready) {
    const batcher = createBatcher(offered.length, (items) =>
      registerSignals(database, items, noonOf(today), budgets),
    )
    const registrations = await Promise.all(offered.map(({ prepared }) => batcher.submit(prepared)))
    answers.push(...registrations.map((registration) => toAnswered(registration, all)))
  }
  return { answers, stored: await observe(sql, all, logbookFrom) }
}

function createBatcher(
  largestBatch: number,
  write: (items: readonly PreparedRegistration[]) => ReturnType<typeof registerSignals>,
): Batcher<PreparedRegistration, RegistrationAnswer> {
  return new Batcher({
    write: async (items) => (await write(items)).registrations,
    mayRetryApart: (error) => !isUnavailable(error),
    writers: 1,
    largestBatch,
    mostWaiting: 1000,
    refuse: () => new Error('too many are waiting'),
  })
}

/** Two writers at once: the batches by turns, and which came before which only the database knows. */
async function byTwoWriters(
  { batches, budgets }: Case,
  today: string,
): Promise<{ outcome: Outcome; inOrder: Batch[] }> {
  await sql`truncate registration_budget, activity`
  const logbookFrom = await endOfLogbook(sql)
  const ready = offer(batches)
  const all = ready.flatMap(({ offered }) => offered)
  const written: { transaction: string; batch: Batch; answers: Answered[] }[] = []
  const writer = async (mine: typeof ready) => {
    for (const { offered } of mine) {
      await database.sql.begin(async (tx) => {
        const within = { ...database, sql: tx as unknown as typeof database.sql }
        const prepared = offered.map((one) => one.prepared)
        const { registrations } = await registerSignals(within, prepared, noonOf(today), budgets)
        const [row] = await tx`select pg_current_xact_id()::text as transaction`
        written.push({
          transaction: row?.transaction,
          batch: { today, asked: offered.map(({ asked }) => asked) },
          answers: registrations.map((registration) => toAnswered(registration, all)),
        })
      })
    }
  }
  await Promise.all([
    writer(ready.filter((_, n) => n % 2 === 0)),
    writer(ready.filter((_, n) => n % 2 === 1)),
  ])
  // Lines are numbered when all locks are held, so of two batches that touch, the one that went before has the lower.
  const lines = await sql`select transaction_id::text as transaction from logbook where id > ${logbookFrom}
                           group by 1 order by min(id)`
  const inOrder = lines.map(({ transaction }) => written.find((one) => one.transaction === transaction))
  const answers = inOrder.flatMap((one) => one?.answers ?? [])
  return {
    outcome: { answers, stored: await observe(sql, all, logbookFrom) },
    inOrder: inOrder.flatMap((one) => one?.batch ?? []),
  }
}

function inModel(batches: readonly Batch[], budgets: Case['budgets']): Outcome {
  const model = createModel(world, budgets)
  const answers = batches.flatMap(({ today, asked }) => model.register(asked, today))
  return { answers, stored: model.stored() }
}

const noonOf = (day: string) => new Date(`${day}T12:00:00Z`)

t.test('R15: what comes out is what the rules say, one by one and in batches', async (t) => {
  let [cases, matches, conflicts] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anyCase(), anyCase({ idempotencyKeys: false })),
      async ({ batches, budgets }) => {
        const apart = oneByOne(batches)
        const expected = inModel(apart, budgets)
        deepEqual(await inDatabase(apart, budgets), expected, 'one by one')
        const together = inModel(batches, budgets)
        deepEqual(await inDatabase(batches, budgets), together, 'in batches')
        deepEqual(together.stored, { ...expected.stored, logbook: together.stored.logbook }, 'both the same')
        cases++
        matches += expected.stored.matches.length
        conflicts += expected.stored.conflicts.length
      },
    ),
    { numRuns: inForm(200, 5000) },
  )
  t.ok(
    matches > cases / 2 && conflicts > cases / 10,
    `${cases} cases, ${matches} matches, ${conflicts} conflicts`,
  )
})

t.test('R15: two writers at once give what their batches would give in the order of commit', async (t) => {
  const cases = anyCase({ idempotencyKeys: false, budgets: false, sameDay: true })
  let [matches, overtaken] = [0, 0]
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { outcome, inOrder } = await byTwoWriters(one, one.batches[0]?.today ?? '')
      deepEqual(outcome, inModel(inOrder, one.budgets))
      matches += outcome.stored.matches.length
      if (inOrder.some(({ asked }, n) => asked[0]?.name !== one.batches[n]?.asked[0]?.name)) overtaken++
    }),
    { numRuns: inForm(200, 5000) },
  )
  t.ok(matches > 0 && overtaken > 0, `${matches} matches; the order was another in ${overtaken} cases`)
})
