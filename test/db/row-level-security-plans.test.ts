import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import t from 'tap'
import type { Transaction } from '../../db/driver/client.ts'
import { readActor } from '../../src/authorise/actor.ts'
import type { StoryContext } from '../../src/authorise/context.ts'
import { dateInAmsterdam } from '../../src/ground/calendar.ts'
import { readVisibleMatches } from '../../src/matches/visible-matches.ts'
import { readOwnSignals } from '../../src/signals/own-signals.ts'
import { seed } from '../bench/seed.ts'
import { createTestDatabase } from '../support/database.ts'
import { testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { sharedKeys } from '../support/registration.ts'

/** What row-level security costs, on a database large enough for the planner to care. */

const now = new Date()
const today = dateInAmsterdam(now)
const database = await createTestDatabase(t)
await seed(database.sql, sharedKeys, { persons: 6000, professionals: 400, organisations: 20 })
const service = openSql(database.serviceUrl)
t.teardown(() => service.end({ timeout: 5 }))

const large = ['account', 'match', 'match_participant', 'signal', 'young_person']

interface Asked {
  readonly query: string
  readonly params: unknown[]
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

interface Explained {
  readonly Plan: Plan
  readonly 'Execution Time': number
}

/** The statements that a piece of reading sends, as somebody; what it makes of the answers does not matter here. */
async function asked(subject: string, read: (context: StoryContext) => Promise<unknown>): Promise<Asked[]> {
  const statements: Asked[] = []
  const client = openSql(database.serviceUrl)
  const logger = {
    logQuery: (query: string, params: unknown[]) => statements.push({ query, params }),
  }
  try {
    await drizzle(client, { logger }).transaction(async (tx) => {
      const transaction = tx as unknown as Transaction
      const actor = await readActor(transaction, { iss: testIssuer, sub: subject }, today, 'nothing')
      if (!actor) throw new Error(`${subject} is nobody`)
      statements.length = 0
      await read({ tx: transaction, actor, now, today }).catch(onlyTheSeal)
    })
  } finally {
    await client.end({ timeout: 5 })
  }
  return statements
}

/** The sealed numbers of the seed are of no key. */
function onlyTheSeal(error: unknown): void {
  if (!(error instanceof Error && /authenticate|seal/.test(error.message))) throw error
}

async function explain(sql: postgres.Sql, subject: string, { query, params }: Asked): Promise<Explained> {
  return sql.begin(async (tx) => {
    await tx`select act_as(${testIssuer}, ${subject}, ${today})`
    const [row] = await tx.unsafe<{ 'QUERY PLAN': Explained[] }[]>(
      `explain (analyze, format json) ${query}`,
      params as postgres.ParameterOrJSON<never>[],
    )
    const [explained] = row?.['QUERY PLAN'] ?? []
    if (!explained) throw new Error('no plan')
    return explained
  })
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const page = { limit: 51 }
const [{ id: match } = { id: '' }] = await database.sql<{ id: string }[]>`
  select p.match_id as id from match_participant p join account a on a.id = p.professional_id
   where a.subject = 'p7' limit 1`
const readings: Record<
  string,
  readonly [subject: string, read: (context: StoryContext) => Promise<unknown>]
> = {
  'the own signals of a professional': [
    'p7',
    (context) => readOwnSignals(context, { keys: sharedKeys, onUnreadable: () => {} }, page),
  ],
  'the matches of a professional': ['p7', (context) => readVisibleMatches(context, page)],
  'one match of a professional': [
    'p7',
    async (context) => readVisibleMatches(context, { id: match, limit: 1 }),
  ],
  'one match of a follow-up officer': [
    'officer',
    async (context) => readVisibleMatches(context, { id: match, limit: 1 }),
  ],
}

for (const [what, [subject, read]] of Object.entries(readings)) {
  t.test(`${what} are found by index, with row-level security as without`, async (t) => {
    const statements = await asked(subject, read)
    t.equal(statements.length, 1)
    for (const statement of statements) {
      const held: number[] = []
      const free: number[] = []
      for (let turn = 0; turn < 9; turn++) {
        const explained = await explain(service, subject, statement)
        held.push(explained['Execution Time'])
        free.push((await explain(database.sql, subject, statement))['Execution Time'])
        const scanned = nodesOf(explained.Plan)
          .filter((node) => node['Node Type'] === 'Seq Scan' && large.includes(node['Relation Name'] ?? ''))
          .map((node) => node['Relation Name'])
        t.strictSame(scanned, [], 'nothing is read from end to end')
      }
      t.comment(
        `${median(held).toFixed(2)} ms, ${median(free).toFixed(2)} ms without: ${(median(held) / median(free)).toFixed(2)} times`,
      )
    }
  })
}

t.test('a look at one row by its key stays a look at one row', async (t) => {
  const [row] = await database.sql`
    select s.id as signal, p.match_id as match, s.young_person_id as young_person, s.professional_id as account
      from signal s join match_participant p on p.signal_id = s.id join account a on a.id = s.professional_id
     where a.subject = 'p7' limit 1`
  for (const table of ['signal', 'match', 'young_person', 'account']) {
    const { Plan } = await explain(service, 'p7', {
      query: `select * from "${table}" where id = $1`,
      params: [row?.[table]],
    })
    const top = nodesOf(Plan).find((node) => node['Relation Name'] === table)
    t.match(top?.['Node Type'], /^Index/, table)
  }
})

t.test('reading the actor and setting the context takes one call', async (t) => {
  const former = (sql: postgres.TransactionSql) => sql`
    select a.id, a.organisation_id,
           coalesce((select jsonb_agg(jsonb_build_object(
                                       'role', r.role, 'municipalityCode', r.municipality_code,
                                       'codes', to_jsonb(codes_of_municipality(r.municipality_code, ${today}))))
                       from role_assignment r
                      where r.account_id = a.id and r.from_date <= ${today}
                        and (r.until_date is null or ${today} < r.until_date)), '[]') as roles,
           array(select municipality_code from right_to_register(a.id, ${today})) as places
      from account a
     where a.issuer = ${testIssuer} and a.subject = 'p7'`
  const present = (sql: postgres.TransactionSql) => sql`select * from act_as(${testIssuer}, 'p7', ${today})`
  // Past the policies, as the former query was; the present one makes no difference of it.
  const times = { former: [] as number[], present: [] as number[] }
  await database.sql.begin(async (tx) => {
    for (let turn = 0; turn < 300; turn++)
      for (const [name, ask] of [
        ['former', former],
        ['present', present],
      ] as const) {
        const start = performance.now()
        const [actor] = await ask(tx)
        times[name].push(performance.now() - start)
        if (turn === 0) t.match(actor, { places: ['0193'], roles: [{ role: 'professional' }] }, name)
      }
  })
  const [before, after] = [median(times.former), median(times.present)]
  t.comment(
    `${after.toFixed(3)} ms, ${before.toFixed(3)} ms by the former query: ${(after / before).toFixed(2)} times`,
  )
})
