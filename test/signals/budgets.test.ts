import t, { type Test } from 'tap'
import { openDatabase } from '../../db/driver/client.ts'
import {
  type PreparedRegistration,
  type RegistrationBudgets,
  registerSignals,
} from '../../src/signals/register-signals.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createTestDatabase } from '../support/database.ts'
import { type Account, smallRegion } from '../support/region.ts'
import { prepare } from '../support/registration.ts'

const bsns = madeUpBsns()
const somebody = () => ({ bsn: bsns.next().value, birthDate: '2012-05-05' })
type Person = ReturnType<typeof somebody>
const morning = new Date('2026-11-22T08:00:00Z')

/** Two professionals of one organisation, one of another, and a way to register so many new persons at once. */
async function sweepers(t: Test, budgets: RegistrationBudgets) {
  const { serviceUrl, sql } = await createTestDatabase(t)
  const { professionals, organisations, region } = await smallRegion(sql, 2)
  const [one, elsewhere] = professionals as [Account, Account]
  const colleague = await region.account({ organisation: organisations[0] ?? '' })
  const database = openDatabase({
    url: serviceUrl,
    poolSize: 8,
    queryDeadline: 10_000,
    applicationName: 'test',
  })
  t.teardown(() => database.close())
  const write = async (items: readonly PreparedRegistration[], at: Date): Promise<string[]> => {
    const { registrations } = await registerSignals(database, items, at, budgets)
    return registrations.map(({ outcome }) => outcome)
  }
  /** As the service does: together, and apart where the budget ends somewhere within. */
  const register = async ({ subject }: Account, people: readonly Person[], at = morning) => {
    const items = people.map((person) => prepare(subject, person))
    try {
      return await write(items, at)
    } catch (error) {
      if ((error as { code?: string }).code !== '54000' || items.length === 1) throw error
      const outcomes: string[] = []
      for (const item of items) outcomes.push(...(await write([item], at)))
      return outcomes
    }
  }
  const sweep = (who: Account, count: number, at = morning) =>
    register(who, Array.from({ length: count }, somebody), at)
  return { sql, one, colleague, elsewhere, register, sweep }
}

const created = (outcomes: readonly string[]) => outcomes.filter((outcome) => outcome === 'created').length
const exhausted = (outcomes: readonly string[]) =>
  outcomes.filter((outcome) => outcome === 'registration-budget-exhausted').length

t.test('R6: a sweep ends at the budget of the professional, one by one and in one batch', async (t) => {
  const { sql, one, colleague, sweep } = await sweepers(t, { perProfessional: 5, perOrganisation: 100 })
  const outcomes: string[] = []
  for (let n = 0; n < 8; n++) outcomes.push(...(await sweep(one, 1)))
  t.strictSame([created(outcomes), exhausted(outcomes)], [5, 3])
  const batch = await sweep(colleague, 8)
  t.strictSame([created(batch), exhausted(batch)], [5, 3])
  t.strictSame(batch.slice(0, 5), Array(5).fill('created'), 'the first that came were taken')
  t.equal((await sql`select from signal`).length, 10)
  t.equal((await sql`select from young_person`).length, 10, 'what was refused left no trace in the index')
  t.equal(
    (await sql`select from logbook where event = 'registration_refused'`).length,
    6,
    'and each in the logbook',
  )
})

t.test('R6: a sweep by several of one organisation ends at its budget; others go on', async (t) => {
  const { one, colleague, elsewhere, sweep } = await sweepers(t, { perProfessional: 6, perOrganisation: 8 })
  t.equal(created(await sweep(one, 6)), 6)
  t.equal(created(await sweep(colleague, 6)), 2)
  t.equal(created(await sweep(elsewhere, 6)), 6)
})

t.test(
  'R6: registering what is there already costs nothing, and is answered beyond the budget by nothing but the refusal',
  async (t) => {
    const { one, register, sweep } = await sweepers(t, { perProfessional: 3, perOrganisation: 100 })
    const person = somebody()
    t.strictSame(await register(one, [person]), ['created'])
    for (let n = 0; n < 5; n++) t.strictSame(await register(one, [person]), ['existing'])
    t.equal(created(await sweep(one, 3)), 2)
    t.strictSame(
      await register(one, [person]),
      ['registration-budget-exhausted'],
      'the same for known and unknown',
    )
    t.strictSame(await register(one, [somebody()]), ['registration-budget-exhausted'])
  },
)

t.test('R6: the next day, in Amsterdam, begins anew', async (t) => {
  const { one, sweep } = await sweepers(t, { perProfessional: 2, perOrganisation: 100 })
  t.equal(created(await sweep(one, 3)), 2)
  t.equal(created(await sweep(one, 3, new Date('2026-11-22T22:59:59.999Z'))), 0)
  t.equal(created(await sweep(one, 3, new Date('2026-11-22T23:00:00.000Z'))), 2)
})

t.test(
  'R6: sweeping at once gains nothing, neither for one professional nor for an organisation',
  async (t) => {
    const { one, colleague, sweep } = await sweepers(t, { perProfessional: 10, perOrganisation: 15 })
    const attempts = [one, colleague].flatMap((who) => Array.from({ length: 12 }, () => sweep(who, 2)))
    t.equal(created((await Promise.all(attempts)).flat()), 15)
  },
)

t.test('R6: an organisation’s budget counts what a colleague has not committed yet', async (t) => {
  const { sql, one, colleague, sweep } = await sweepers(t, { perProfessional: 100, perOrganisation: 10 })
  await sweep(one, 9)
  let overtaking: Promise<string[]> | undefined
  await sql.begin(async (tx) => {
    const item = Object.assign({ ord: 0 }, prepare(one.subject, somebody()))
    const [row] =
      await tx`select outcome from register_signals(${sql.json([item])}, ${morning}, '2026-11-22', 100, 10)`
    t.equal(row?.outcome, 'created', 'the tenth')
    overtaking = sweep(colleague, 1)
    await Promise.race([overtaking, new Promise((next) => setTimeout(next, 300))])
  })
  t.strictSame(await overtaking, ['registration-budget-exhausted'])
})

t.test('R6: without a count there is no registration', async (t) => {
  const { sql, one, sweep } = await sweepers(t, { perProfessional: 10, perOrganisation: 10 })
  await sql`alter table registration_budget rename to elsewhere`
  await t.rejects(sweep(one, 1))
  t.equal((await sql`select from signal`).length, 0)
})
