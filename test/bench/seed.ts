import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type postgres from 'postgres'
import { indexValues } from '../../src/identity/blind-index.ts'
import { Bsn } from '../../src/identity/bsn.ts'
import type { Keys } from '../../src/identity/keys.ts'
import { sealBsn } from '../../src/identity/seal.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { testIssuer } from '../support/issuer.ts'

/** How large the country of the benchmark is. */
export interface Size {
  readonly persons: number
  readonly professionals: number
  readonly organisations: number
}

/** Fills a database, as superuser, with persons of two signals and one match each, and numbers that the service would give them. */
export async function seed(sql: postgres.Sql, keys: Keys, size: Size): Promise<void> {
  await copyNumbers(sql, keys, size.persons)
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await seedConnections(tx, size)
    await seedSignals(tx, size)
  })
  await sql`vacuum analyze`
  await sql`checkpoint`
}

/** Numbers that pass the eleven-test, indexed and sealed as the service would do it, ready to be used in `bench_person`. */
export async function copyNumbers(sql: postgres.Sql, keys: Keys, persons: number): Promise<void> {
  await sql`create table if not exists bench_person (n int primary key, value bytea not null, id uuid not null, sealed bytea not null)`
  const copy = await sql`copy bench_person (n, value, id, sealed) from stdin`.writable()
  const numbers = madeUpBsns()
  for (let n = 1; n <= persons; n++) {
    const bsn = Bsn.parse(numbers.next().value)
    const [index] = bsn ? indexValues(bsn, keys) : []
    if (!bsn || !index) throw new Error('no number')
    const id = randomUUID()
    const bytes = [index.value, sealBsn(bsn, id, keys).sealed].map((one) => `\\\\x${one.toString('hex')}`)
    if (!copy.write(`${n}\t${bytes[0]}\t${id}\t${bytes[1]}\n`)) await once(copy, 'drain')
  }
  copy.end()
  await once(copy, 'finish')
}

async function seedConnections(
  tx: postgres.TransactionSql,
  { professionals, organisations }: Size,
): Promise<void> {
  await tx`insert into municipality values ('0193', 'Zwolle', '1900-01-01', null)`
  await tx`insert into convenant (id, title, signed_date, in_force_from)
           values (gen_random_uuid(), 'Convenant', '2020-01-01', '2020-01-01')`
  await tx`insert into convenant_municipality select id, '0193', '2020-01-01', null from convenant`
  await tx`insert into organisation (id, name, domain, category)
           select gen_random_uuid(), 'Organisatie ' || n, 'youth_help', 'youth_help_provider'
             from generate_series(1, ${organisations}::int) n`
  await tx`insert into partner (id, convenant_id, organisation_id, state, state_since)
           select gen_random_uuid(), c.id, o.id, 'connected', '2020-01-01' from convenant c, organisation o`
  await tx`insert into account
           select gen_random_uuid(), ${testIssuer}, 'p' || n, o.ids[1 + n % cardinality(o.ids)], 'Naam ' || n, 'Jeugdprofessional',
                  'p' || n || '@organisatie.example', '038-1234567'
             from generate_series(1, ${professionals}::int) n, (select array_agg(id) as ids from organisation) o`
  await tx`insert into role_assignment select gen_random_uuid(), id, 'professional', null, '2020-01-01', null from account`
  await tx`with officer as (
             insert into account values (gen_random_uuid(), ${testIssuer}, 'officer', null, 'Naam', 'Procesregisseur',
                                         'officer@gemeente.example', '038-1234567') returning id)
           insert into role_assignment select gen_random_uuid(), id, 'follow_up_officer', '0193', '2020-01-01', null from officer`
}

async function seedSignals(tx: postgres.TransactionSql, { professionals }: Size): Promise<void> {
  await tx`insert into young_person select id, sealed, 1, '2040-01-01' from bench_person`
  await tx`insert into identity_index select 1, value, id from bench_person`
  await tx`create temp table professional on commit drop as
             select row_number() over () as n, id, organisation_id from account where organisation_id is not null`
  await tx`create unique index on professional (n)`
  await tx`insert into signal
           select new_id(now() - interval '1 year'), b.id, p.id, p.organisation_id, c.id, '0193', now() - interval '1 year',
                  current_date + 365
             from bench_person b cross join generate_series(0, 1) k cross join convenant c
             join professional p on p.n = 1 + (b.n * 7 + k * 3) % ${professionals}::int`
  await tx`insert into match select new_id(now() - interval '1 year'), id, now() - interval '1 year', null from bench_person`
  await tx`insert into match_participant
           select m.id, s.id, s.professional_id, s.municipality_code, m.created_at, null
             from match m join signal s on s.young_person_id = m.young_person_id`
}
