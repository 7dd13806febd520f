import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createTestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'

/** Every rule about periods (`db/functions/periods.sql`) is put by the planner into the query that asks. */

const home = fileURLToPath(new URL('../../db/functions/periods.sql', import.meta.url))
const rules = [...readFileSync(home, 'utf8').matchAll(/^create function (\w+)\(/gm)].map(
  ([, name]) => name ?? '',
)

/** A query for each, which has an index to find what it asks for. */
const queries: Record<string, string> = {
  is_held: `select from absence where professional_id = $1 and is_held(from_date, until_date, '2026-11-22')`,
  is_held_or_to_come: `select from absence where professional_id = $1 and is_held_or_to_come(from_date, until_date, '2026-11-22')`,
  is_held_within: `select from absence where professional_id = $1 and is_held_within(from_date, until_date, '2026-10-01', '2027-01-01')`,
  is_held_during: `select from absence where professional_id = $1 and is_held_during(from_date, until_date, '2026-11-22')`,
  is_there: `select from municipality where code = $1::text and is_there(valid_from, valid_until, '2026-11-22')`,
  has_merged: `select from municipality_succession where former_code = $1::text and has_merged(from_date, '2026-11-22')`,
  is_in_force: `select from convenant where id = $1 and is_in_force(in_force_from, in_force_until, tacit_renewal_months, '2026-11-22')`,
  is_connected: `select from partner where convenant_id = $1 and is_connected(state, state_since, '2026-11-22')`,
  days_held: `select days_held(from_date, until_date) from absence where professional_id = $1`,
  days_there: `select days_there(valid_from, valid_until) from municipality where code = $1::text`,
  days_in_force: `select days_in_force(in_force_from, in_force_until, tacit_renewal_months) from convenant where id = $1`,
  days_connected: `select days_connected(state, state_since) from partner where convenant_id = $1`,
  is_active: `select from signal where not is_active(removal_date, acting_day()) and $1::uuid is null`,
  is_archived: `select from archived_signal where not is_archived(until_date, '2026-11-22') and $1::uuid is null`,
  is_under_23: `select from young_person where not is_under_23(destruction_date, '2026-11-22') and $1::uuid is null`,
  day_of: `select day_of(registered_at) from signal where id = $1`,
  took_part_at: `select took_part_at(joined_at, null, left_at) from match_participant where match_id = $1`,
  roles_on: `select r.id from roles_on('2026-11-22') r where r.account_id = $1`,
  convenants_on: `select c.convenant_id from convenants_on('2026-11-22') c where c.municipality_code = $1::text`,
  connections_on: `select c.partner_id from connections_on('2026-11-22') c where c.organisation_id = $1`,
  connections_within: `select c.convenant_id from connections_within('2026-10-01', '2027-01-01') c where c.organisation_id = $1`,
  brought_by_merger: `select from brought_by_merger($1, '0193', '2026-11-22')`,
  signals_on: `select s.id from signals_on('2026-11-22') s where s.professional_id = $1`,
  participants_on: `select p.signal_id from participants_on('2026-11-22') p where p.professional_id = $1`,
}

t.test('the planner puts each into the query that asks, with its index, also for the service', async (t) => {
  const { sql, serviceUrl } = await createTestDatabase(t)
  const service = openSql(serviceUrl)
  t.teardown(() => service.end({ timeout: 5 }))
  t.strictSame(Object.keys(queries).sort(), [...rules].sort(), 'a query for each')
  const mine = new Set(
    (
      await sql`select proname as name from pg_proc
                 where has_function_privilege('verwijsindex_service', oid, 'EXECUTE')`
    ).map(({ name }) => name),
  )
  for (const [name, query] of Object.entries(queries)) {
    const readable = mine.has(name)
    for (const [who, login] of readable
      ? ([
          ['owner', sql],
          ['service', service],
        ] as const)
      : ([['owner', sql]] as const))
      await login.begin(async (tx) => {
        await tx.unsafe('set local enable_seqscan = off')
        await tx.unsafe('set local plan_cache_mode = force_generic_plan')
        await tx.unsafe(`prepare asked as ${query}`)
        const value = query.includes('$1::text') ? `'0193'` : `'00000000-0000-7000-8000-000000000000'`
        const [row] = await tx.unsafe(`explain (verbose, format json) execute asked(${value})`)
        await tx.unsafe('deallocate asked')
        const plan = JSON.stringify(row?.['QUERY PLAN'])
        t.notMatch(plan, new RegExp(`\\b${name}\\(|Function Scan`), `${name}, ${who}`)
        t.match(plan, /Index|Bitmap/, `${name}, ${who}: by index`)
        // Once a quarter, of all partners at once.
        if (name !== 'connections_within')
          t.notMatch(plan, /Seq Scan/, `${name}, ${who}: nothing is read from end to end`)
      })
  }
})

t.test('R8, R11, R13: what is due is found by the index of its rule, the oldest first', async (t) => {
  const { sql } = await createTestDatabase(t)
  for (const [due, date, index] of [
    ['grown_up_on', 'destruction_date', 'young_person_by_destruction_date'],
    ['lapsed_on', 'removal_date', 'signal_by_removal_date'],
    ['archive_ended_on', 'until_date', 'archived_signal_by_until_date'],
  ] as const)
    await sql.begin(async (tx) => {
      await tx.unsafe('set local enable_seqscan = off; set local enable_sort = off')
      const [row] = await tx.unsafe(
        `explain (format json) select d.id from ${due}('2026-11-22') d order by d.${date} limit 300`,
      )
      const plan = JSON.stringify(row?.['QUERY PLAN'])
      t.match(plan, index, due)
      t.notMatch(plan, /Seq Scan|"Sort"|Function Scan|Bitmap/, `${due}: no more is read than is due`)
    })
})

/** The same rule twice: on a day, and as days. */
const asDays: Record<string, string> = {
  'is_held(f, u, d)': 'days_held(f, u)',
  'is_there(f, u, d)': 'days_there(f, u)',
  'is_in_force(f, u, null, d)': 'days_in_force(f, u, null)',
  'is_in_force(f, u, 12::smallint, d)': 'days_in_force(f, u, 12::smallint)',
  "is_connected('connected', f, d)": "days_connected('connected', f)",
  "is_connected('suspended', f, d)": "days_connected('suspended', f)",
}

t.test('R1: what is so on a day is so on the days that are compared when it changes', async (t) => {
  const { sql } = await createTestDatabase(t)
  for (const [onDay, days] of Object.entries(asDays)) {
    const [row] = await sql.unsafe(`
      with day as (select '2028-02-27'::date + n as d from generate_series(0, 5) n),
           period as (select f.d as f, u.d as u from (select d from day union all select null) f
                       cross join (select d from day union all select null) u)
      select count(*)::int as asked,
             count(*) filter (where coalesce(${onDay}, false) is distinct from (${days} @> d))::int as apart
        from period cross join day`)
    t.match(row, { asked: 294, apart: 0 }, days)
  }
})
