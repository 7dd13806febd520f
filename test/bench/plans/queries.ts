import { randomBytes, randomUUID } from 'node:crypto'
import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import type { Transaction } from '../../../db/driver/client.ts'
import type { StoryContext } from '../../../src/authorise/context.ts'
import { type CalendarDate, dateInAmsterdam } from '../../../src/ground/calendar.ts'
import { testIssuer } from '../../support/issuer.ts'
import type { Checkout } from './checkout.ts'

type Tx = postgres.TransactionSql

/** What is asked most, or of most rows at once. */
export interface Query {
  readonly name: string
  /** Goes before it in the same transaction, and is not measured. */
  readonly before?: (tx: Tx) => Promise<unknown>
  readonly run: (tx: Tx, round: number) => Promise<unknown>
}

/** The hottest queries, with people of the country who see or do the most; the same people in each checkout. */
export async function hotQueries(checkout: Checkout): Promise<Query[]> {
  const { country, connections, readVisibleMatches, readOwnSignals, readProfessionals, keys } = checkout
  const now = new Date()
  const today = dateInAmsterdam(now)
  const people = await busiest(country.sql, today)
  const page = { limit: 51 }
  const seen = async (name: string, subject: string, read: (context: StoryContext) => Promise<unknown>) => {
    const statements = await statementsOf(checkout, subject, { now, today }, read)
    return {
      name,
      before: (tx: Tx) => act(tx, subject, today),
      run: async (tx: Tx) => {
        for (const { query, params } of statements)
          await tx.unsafe(query, params as never[], { prepare: true })
      },
    }
  }
  return [
    ...(await registrations(country.sql, now, today)),
    {
      name: 'who asks: a professional (act_as)',
      before: asService,
      run: (tx) => tx`select * from act_as(${testIssuer}, ${people.professional}, ${today})`,
    },
    await seen('matches of a professional', people.professional, (context) =>
      readVisibleMatches(context, page),
    ),
    await seen('matches of a follow-up officer', `officer-${people.code}`, (context) =>
      readVisibleMatches(context, page),
    ),
    await seen('own signals', people.professional, (context) =>
      readOwnSignals(context, { keys, onUnreadable: () => {} }, page),
    ),
    await seen('people of an organisation', people.coordinator, (context) =>
      readProfessionals(context, page),
    ),
    await seen('overview of a municipality', `administrator-${people.code}`, async ({ tx }) => {
      const convenants = await connections.readConvenantsInForce(tx, people.code, today)
      const ids = convenants.map(({ id }) => id)
      await connections.readStandings(tx, people.code, today, ids)
    }),
    {
      name: 'claim 100 notifications',
      before: (tx) => tellSomebody(tx, now),
      run: (tx) => tx`select * from claim_notifications(${now}, ${today}, 100, 60)`,
    },
    {
      name: 'whom to ask for confirmation',
      run: (tx) => tx`select cardinality(accounts_to_ask(null, ${halfAYearBefore(now)}, ${today}, 200))`,
    },
    {
      name: 'figures of a quarter (quarter_to_publish)',
      run: (tx) => tx`select count(*) from quarter_to_publish(${people.quarter})`,
    },
    { name: 'remind of lapse', run: (tx) => tx`select remind_of_lapse(${now}, ${today}, 500)` },
    { name: 'what is due (retention_progress)', run: (tx) => tx`select * from retention_progress(${today})` },
  ]
}

const halfAYearBefore = (now: Date) => new Date(now.getTime() - 182 * 86_400_000)

const asService = (tx: Tx) => tx.unsafe('set local role verwijsindex_service')

async function act(tx: Tx, subject: string, today: CalendarDate): Promise<void> {
  await asService(tx)
  await tx`select from act_as(${testIssuer}, ${subject}, ${today})`
}

/** Who takes part in most matches, coordinates most people, and which municipality has most partners. */
async function busiest(sql: postgres.Sql, today: CalendarDate) {
  const [row] = await sql<{ code: string; professional: string; coordinator: string; quarter: string }[]>`
    select (select municipality_code from convenant_municipality join partner using (convenant_id)
             group by 1 order by count(*) desc, 1 limit 1) as code,
           (select a.subject from match_participant p join account a on a.id = p.professional_id
             where a.issuer = ${testIssuer} and exists (select from right_to_register(a.id, ${today}))
             group by 1 order by count(*) desc, 1 limit 1) as professional,
           (select a.subject from account a join role_assignment r on r.account_id = a.id and r.role = 'coordinator'
              join account b on b.organisation_id = a.organisation_id
             group by 1 order by count(*) desc, 1 limit 1) as coordinator,
           (select max(quarter)::text from activity) as quarter`
  if (!row) throw new Error('the country is empty')
  return row
}

/** The statements of a reading, as the service sends them. */
async function statementsOf(
  { client, readActor }: Checkout,
  subject: string,
  { now, today }: { now: Date; today: CalendarDate },
  read: (context: StoryContext) => Promise<unknown>,
): Promise<{ query: string; params: unknown[] }[]> {
  const sql = client()
  const statements: { query: string; params: unknown[] }[] = []
  const orm = drizzle(sql, {
    logger: { logQuery: (query, params) => void statements.push({ query, params }) },
  })
  try {
    return await orm.transaction(async (transaction) => {
      const tx = transaction as unknown as Transaction
      const actor = await readActor(tx, { iss: testIssuer, sub: subject }, today, 'nothing')
      if (!actor) throw new Error(`${subject} is nobody`)
      statements.length = 0
      await read({ tx, actor, now, today })
      return [...statements]
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Registering somebody new, and somebody who is known, so that there is a match: by forty people in turn. */
async function registrations(sql: postgres.Sql, now: Date, today: CalendarDate): Promise<Query[]> {
  const people = await sql<{ subject: string; code: string }[]>`
    select a.subject, r.municipality_code as code
      from account a cross join lateral (select * from right_to_register(a.id, ${today}) limit 1) r
     where a.issuer = ${testIssuer} and a.subject like 'p%' order by a.subject limit 40`
  const known = await sql<{ value: Buffer }[]>`select value from identity_index order by value limit 40`
  const register = (indexValue: (round: number) => Buffer) => async (tx: Tx, round: number) => {
    const { subject = '', code = '' } = people[round % people.length] ?? {}
    const item = {
      ord: 0,
      issuer: testIssuer,
      subject,
      municipality_code: code,
      signal_id: randomUUID(),
      proposed_person_id: randomUUID(),
      index_values: [{ version: 1, value: bytea(indexValue(round)) }],
      bsn_sealed: bytea(Buffer.alloc(37)),
      seal_key_version: 1,
      destruction_date: '2040-01-01',
      removal_date: null,
      idempotency_key: null,
      body_digest: null,
    }
    const [row] = await tx<{ outcome: string }[]>`
      select outcome from register_signals(${tx.json([item])}, ${now}, ${today}, 1000, 100000)`
    if (row?.outcome !== 'created' && row?.outcome !== 'existing') throw new Error(row?.outcome)
  }
  return [
    { name: 'register, a new young person', run: register(() => randomBytes(32)) },
    {
      name: 'register, a known young person',
      run: register((round) => known[round % known.length]?.value ?? randomBytes(32)),
    },
  ]
}

const bytea = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** A hundred notifications to deliver: to professionals, and to follow-up officers. */
async function tellSomebody(tx: Tx, now: Date): Promise<void> {
  await tx`
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(${now}), 'match_created', p.signal_id, p.match_id, p.professional_id, 'professional', ${now}, ${now}
      from match_participant p order by p.signal_id limit 80`
  await tx`
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(${now}), 'match_created', p.signal_id, p.match_id, r.account_id, 'follow_up_officer', ${now}, ${now}
      from (select * from match_participant order by signal_id limit 20) p
      join role_assignment r on r.role = 'follow_up_officer' and r.municipality_code = p.municipality_code`
}
