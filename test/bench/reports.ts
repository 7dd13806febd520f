import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { openDatabase } from '../../db/driver/client.ts'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { domains } from '../../src/ground/law.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { publishQuarters } from '../../src/reports/publish-quarters.ts'
import { type FigureRequest, readFigures } from '../../src/reports/read-figures.ts'
import { testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { region } from '../support/region.ts'
import { seed } from './seed.ts'

/**
 * `npm run bench:reports`: publishing quarters and asking for figures at the size of the country; and what counting costs
 * registering, as a ratio of medians, which holds on a busy machine as well.
 */

const { values } = parseArgs({
  options: {
    quarters: { type: 'string', default: '8' },
    asks: { type: 'string', default: '50' },
    calls: { type: 'string', default: '20000' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const now = new Date('2026-10-05T09:00:00Z')
const size = { municipalities: 342, organisations: 10_000, professionals: 100_000 }
const directory = await mkdtemp(join(tmpdir(), 'verwijsindex-bench-'))
const closings: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })]
try {
  const embedded = await openEmbeddedDatabase(join(directory, 'postgres'), { max_connections: '50' })
  closings.push(() => embedded.server.stop())
  const sql = openSql(embedded.server.url('verwijsindex'))
  closings.push(() => sql.end({ timeout: 5 }))
  await measureCounting(sql)
  await measureReports(sql, embedded.serviceUrl)
} finally {
  for (const close of closings.reverse()) await close()
}

/** One signal at a time, each committed; of how long the function takes and how long counting in it does, the medians. */
async function measureCounting(sql: postgres.Sql): Promise<void> {
  const small = { persons: 20_000, professionals: 2000, organisations: 100 }
  await seed(sql, parseKeys(generateKeys(false)), small)
  await sql`create table timing (whole interval, counting interval)`
  await sql`set plan_cache_mode = force_generic_plan`
  await sql.unsafe(`
    do $$
    declare
      began timestamptz; between_them timestamptz; done timestamptz;
      one registration[];
    begin
      for n in 1..${Number(values.calls)} loop
        began := clock_timestamp();
        perform register_signals(jsonb_build_array(jsonb_build_object(
          'ord', 0, 'issuer', '${testIssuer}', 'subject', 'p' || 1 + n * 7 % ${small.professionals},
          'signal_id', gen_random_uuid(), 'proposed_person_id', gen_random_uuid(),
          'index_values', jsonb_build_array(jsonb_build_object('version', 1, 'value',
             '\\x' || encode(sha256(n::text::bytea), 'hex'))),
          'bsn_sealed', '\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344',
          'seal_key_version', 1, 'destruction_date', '2040-01-01')), now(), current_date, 1000000000, 2000000000);
        between_them := clock_timestamp();
        one := array(select row(0, a.id, a.organisation_id, null, '0193', null, null, null, 'created', null, null)::registration
                       from account a where a.issuer = '${testIssuer}' and a.subject = 'p' || 1 + (n + 1000) * 7 % ${small.professionals});
        done := clock_timestamp();
        perform count_signals(one, current_date);
        insert into timing values (between_them - began, clock_timestamp() - done);
        commit;
      end loop;
    end $$`)
  const [found] = await sql`
    select percentile_cont(0.5) within group (order by extract(epoch from whole) * 1e6) as whole,
           percentile_cont(0.5) within group (order by extract(epoch from counting) * 1e6) as counting from timing`
  const [whole, counting] = [Number(found?.whole), Number(found?.counting)]
  say(
    `registering one signal takes ${whole.toFixed(0)} us in the database, without the commit; counting is ${counting.toFixed(0)} us ` +
      `of it, and adds ${((counting / (whole - counting)) * 100).toFixed(1)} %`,
  )
}

async function measureReports(sql: postgres.Sql, serviceUrl: string): Promise<void> {
  await settle(sql)
  const [rows] = await sql`select count(*)::int as n from activity`
  const database = openDatabase({
    url: serviceUrl,
    role: 'verwijsindex_service',
    poolSize: 2,
    queryDeadline: 30_000,
    applicationName: 'bench',
  })
  closings.push(() => database.close())
  const began = performance.now()
  await publishQuarters(database, now, () => false)
  const [published] =
    await sql`select count(*)::int as blocks, count(distinct quarter)::int as quarters from report_block`
  say(
    `published ${published?.quarters} quarters of ${size.professionals} professionals (${rows?.n} counters, ${published?.blocks} figures): ` +
      `${((performance.now() - began) / Math.max(1, published?.quarters)).toFixed(0)} ms a quarter`,
  )
  const { subject } = await region(sql).account({ roles: ['supervisor'] })
  const keys = parseKeys(generateKeys(false))
  const service = {
    database,
    clock: () => now,
    keys,
    logbookOrigin: '',
    wake: () => {},
    onUnreadable: () => {},
  }
  const range = { fromQuarter: '2024-10-01', untilQuarter: '2026-07-01' }
  const requests: Record<string, FigureRequest> = {
    'one figure': { measure: 'signals', ...range, groupBy: [] },
    'by quarter and domain': { measure: 'matches', ...range, groupBy: ['quarter', 'domain'] },
    'one municipality by quarter and domain': {
      measure: 'signals',
      ...range,
      municipalityCode: '1001',
      groupBy: ['quarter', 'domain'],
    },
    'everything by everything': {
      measure: 'matches',
      ...range,
      groupBy: ['quarter', 'municipality', 'domain', 'kind'],
    },
  }
  for (const [name, request] of Object.entries(requests)) {
    const times: number[] = []
    let found = 0
    for (let n = 0; n < Number(values.asks); n++) {
      const start = performance.now()
      found = (await readFigures(service, { iss: testIssuer, sub: subject }, request)).items.length
      times.push(performance.now() - start)
    }
    const sorted = times.sort((a, b) => a - b)
    say(
      `${name}: ${found} rows, p50 ${median(times).toFixed(1)} ms, p95 ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)} ms`,
    )
  }
}

/** Everybody who is connected, and what they did: many a little, some much, a few nothing. */
async function settle(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`truncate activity`
    await tx`insert into municipality select (1000 + n)::text, 'Gemeente ' || n, '1900-01-01', null from generate_series(1, ${size.municipalities}::int) n`
    await tx`create temp table place on commit drop as
               select n, gen_random_uuid() as convenant, (1000 + n)::text as code from generate_series(1, ${size.municipalities}::int) n`
    await tx`insert into convenant (id, title, signed_date, in_force_from) select convenant, 'Convenant', '2020-01-01', '2020-01-01' from place`
    await tx`insert into convenant_municipality select convenant, code, '2020-01-01', null from place`
    await tx`create temp table employer on commit drop as
               select n, gen_random_uuid() as id, 1 + floor(${size.municipalities}::int * power(random(), 1.6))::int as place,
                      (${[...domains]}::text[])[1 + n % ${domains.length}::int] as domain
                 from generate_series(1, ${size.organisations}::int) n`
    await tx`insert into organisation (id, name, domain, category) select id, 'Organisatie ' || n, domain::domain_name, 'police' from employer`
    await tx`insert into partner (id, convenant_id, organisation_id, state, state_since)
             select gen_random_uuid(), p.convenant, e.id, 'connected', '2020-01-01' from employer e join place p on p.n = e.place`
    await tx`create temp table person on commit drop as
               select n, gen_random_uuid() as id, 1 + floor(${size.organisations}::int * power(random(), 1.8))::int as employer
                 from generate_series(1, ${size.professionals}::int) n`
    await tx`insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone)
             select p.id, 'bench', 'n' || p.n, e.id, 'Naam', 'Jeugdprofessional', 'n' || p.n || '@organisatie.example', '038-1234567'
               from person p join employer e on e.n = p.employer`
    await tx`insert into role_assignment select gen_random_uuid(), id, 'professional', null, '2020-01-01', null from person`
    await tx`insert into activity (quarter, municipality_code, organisation_id, professional_id, measure, count, months)
             select q::date, pl.code, e.id, p.id, m.measure::activity_measure, greatest(1, floor(m.most * power(random(), 3)))::int, 7
               from generate_series(timestamp '2024-10-01', timestamp '2026-07-01', interval '3 months') with ordinality quarter(q, nth)
               cross join person p join employer e on e.n = p.employer join place pl on pl.n = e.place
               cross join (values ('signals', 40), ('matches_within_organisation', 4), ('matches_within_municipality', 8),
                                  ('matches_across_municipalities', 4)) m(measure, most)
              where quarter.nth <= ${Number(values.quarters)} and (m.measure = 'signals' or random() < 0.4)`
    // Nobody met others more often than they registered.
    await tx`update activity a set count = a.count + 16 where measure = 'signals'`
  })
  await sql`vacuum analyze`
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
}
