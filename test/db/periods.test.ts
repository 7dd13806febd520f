import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createTestDatabase } from '../support/database.ts'
import { openSql } from '../support/open-sql.ts'

/** Every rule about periods stands once, in `db/functions/periods.sql`, and is put by the planner into the query that asks. */

const project = fileURLToPath(new URL('../..', import.meta.url))
const home = 'db/functions/periods.sql'
const sources = ['src', 'db/functions'].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql)$/.test(name))
    .map((name) => join(folder, name)),
)
const textOf = (file: string) => readFileSync(join(project, file), 'utf8')

/** The columns, and their names in TypeScript, by which a rule about a period decides. */
const dates =
  '(?:from_date|until_date|valid_from|valid_until|in_force_from|in_force_until|state_since|removal_date|destruction_date' +
  '|fromDate|untilDate|validFromDate|validUntilDate|inForceFromDate|inForceUntilDate|stateSinceDate|removalDate|destructionDate)'
const comparison = '(?:<=?|>=?)(?![=>])'

/** How such a rule looks where it is written out. */
const writtenOut = [
  new RegExp(`\\b${dates}\\b\\)?\\s*${comparison}\\s`),
  new RegExp(`\\s${comparison}\\s*(?:all \\(|any \\(|\\()?(?:\\w+\\.)*${dates}\\b`),
  new RegExp(`\\b${dates}\\b.*\\bis null or\\b`),
  new RegExp(`\\b(?:lte?|gte?|between)\\(\\w+\\.${dates}`),
  new RegExp(`\\b${dates}\\b.*\\bbetween\\b`),
  /\bstate = 'connected'/,
  /\bdaterange\(/,
]

/** Two dates compared with each other, or one that somebody asks for: no rule about what holds on a day. */
const allowed: Record<string, readonly string[]> = {
  'db/functions/connections/hold_rights.sql': ['daterange(functions.acting_day()'],
  'src/convenants/administered-convenant.ts': ['b.from_date <= cm.from_date'],
  'src/convenants/agree-to-convenant.ts': ['inForceFromDate > today ? inForceFromDate : today'],
  'src/convenants/check-convenant.ts': ['inForceFromDate < signedDate', 'inForceUntilDate < inForceFromDate'],
  'src/municipalities/carry-over.ts': [
    'own.until_date <= greatest(own.from_date, excluded.from_date), false) as is_over',
    'own.from_date is null or excluded.from_date < own.from_date',
    'or own.until_date <= greatest(own.from_date, excluded.from_date)',
  ],
  'src/officers/end-officer.ts': [
    'untilDate > found.fromDate ? untilDate : found.fromDate',
    'if (untilDate < context.today)',
    'officer.untilDate <= untilDate',
  ],
  'src/signals/check-term.ts': ['removalDate <= today', 'removalDate > endOfTerm('],
  'db/functions/ending/destroy.sql': ['l.last < y.destruction_date', 's.removal_date > n.destruction_date'],
  'db/functions/registration/authorise_registrations.sql': ['i.removal_date > t.last_date'],
  'db/functions/registration/find_identity_conflicts.sql': ['y.destruction_date < c.latest'],
  'db/functions/retention/remind_of_lapse.sql': [
    's.removal_date <= farthest',
    's.removal_date < least(y.destruction_date',
    's.removal_date - d.days <= p_today',
  ],
  'db/functions/retention/begin_wind_down.sql': ['b.from_date <= cm.from_date'],
}

function linesThatWriteOneOut(file: string): string[] {
  return textOf(file)
    .split('\n')
    .filter((line) => !/^\s*(?:--|\*|\/\*|\/\/)/.test(line) && writtenOut.some((rule) => rule.test(line)))
    .map((line) => line.trim())
}

t.test('a rule about a period is written out in one file, and nowhere else', async (t) => {
  t.ok(linesThatWriteOneOut(home).length > 1, 'it is found where it is')
  const elsewhere = sources
    .filter((file) => file !== home)
    .flatMap((file) =>
      linesThatWriteOneOut(file)
        .filter((line) => !(allowed[file] ?? []).some((part) => line.includes(part)))
        .map((line) => `${file}: ${line}`),
    )
  t.strictSame(elsewhere, [])
  const stale = Object.entries(allowed).flatMap(([file, parts]) =>
    parts.filter((part) => !textOf(file).includes(part)).map((part) => `${file}: ${part}`),
  )
  t.strictSame(stale, [], 'what is allowed is there')
})

t.test('each has one definition, and is asked elsewhere', async (t) => {
  const all = sources.map((file) => ({ file, text: textOf(file) }))
  const names = [...textOf(home).matchAll(/^create function (\w+)\(/gm)].map(([, name]) => name ?? '')
  t.ok(names.length > 15)
  for (const name of names) {
    const definitions = all.filter(({ text }) => new RegExp(`create function ${name}\\(`).test(text))
    t.strictSame(
      definitions.map(({ file }) => file),
      [home],
      name,
    )
    const asking = all.filter(({ text }) => new RegExp(`(?<!create function )\\b${name}\\(`).test(text))
    t.ok(asking.length > 0, `${name} is asked`)
  }
})

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
  t.strictSame(
    Object.keys(queries).sort(),
    [...textOf(home).matchAll(/^create function (\w+)\(/gm)].map(([, name]) => name).sort(),
    'a query for each',
  )
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
