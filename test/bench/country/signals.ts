import type postgres from 'postgres'
import type { Municipality } from './municipalities.ts'
import type { Organisation } from './organisations.ts'

/** Of every thirteen young persons eight have one signal, three have two and two have three: twenty signals. */
export const personsFor = (signals: number) => Math.round((signals * 13) / 20)

/**
 * Writes young persons under the index values that lie ready in `bench_person`, their signals over the last 23 months by
 * professionals of connected partners of their own municipality, and the matches that these make (R15).
 * @param tell hears of every tenth that is done
 */
export async function writeSignals(
  sql: postgres.Sql,
  inOne: (work: (tx: postgres.TransactionSql) => Promise<void>) => Promise<unknown>,
  size: { municipalities: readonly Municipality[]; organisations: readonly Organisation[]; persons: number },
  tell: (line: string) => void,
): Promise<void> {
  await inOne((tx) => writePosts(tx, size))
  const tenth = Math.ceil(size.persons / 10)
  for (let from = 1; from <= size.persons; from += tenth) {
    await inOne((tx) => writeSome(tx, from, from + tenth - 1))
    tell(
      `${Math.min(size.persons, from + tenth - 1)} of ${size.persons} young persons with signals and matches`,
    )
  }
  await sql`drop table bench_post, bench_resident, bench_person`
}

/** Where professionals work: those of a local organisation in its municipality, those of a larger one in some four each. */
async function writePosts(
  tx: postgres.TransactionSql,
  { municipalities, organisations, persons }: Parameters<typeof writeSignals>[2],
): Promise<void> {
  const homes = organisations.map(({ id, municipality }) => ({ id, municipality }))
  const total = municipalities.reduce((sum, { thousands }) => sum + thousands, 0)
  let until = 0
  const residents = municipalities.map(({ code, thousands }) => {
    const from = until + 1
    until += (persons * thousands) / total
    return { code, lowest: Math.round(from), highest: Math.round(until) }
  })
  await tx`
    create table bench_post as
    with reach as materialized (
      select organisation_id, count(*) as municipalities
        from partner join convenant_municipality using (convenant_id) group by organisation_id)
    select row_number() over (partition by code order by account_id) as n, *
      from (select distinct on (cm.municipality_code, a.id)
                   cm.municipality_code as code, a.id as account_id, a.organisation_id, p.convenant_id
              from partner p
              join convenant_municipality cm using (convenant_id)
              join reach using (organisation_id)
              join jsonb_to_recordset(${tx.json(homes)}) as h (id uuid, municipality text) on h.id = p.organisation_id
              join account a on a.organisation_id = p.organisation_id
             where p.state = 'connected'
               and (h.municipality = cm.municipality_code
                    or h.municipality is null
                       and abs(hashtext(a.id || cm.municipality_code)) % reach.municipalities < 4)) post`
  await tx`create unique index on bench_post (code, n)`
  await tx`create table bench_resident as
           select r.*, (select count(*) from bench_post p where p.code = r.code)::int as posts
             from jsonb_to_recordset(${tx.json(residents)}) as r (code text, lowest int, highest int)`
  await tx`analyze bench_post`
}

async function writeSome(tx: postgres.TransactionSql, from: number, until: number): Promise<void> {
  await tx`
    insert into young_person (id, bsn_sealed, seal_key_version, destruction_date)
    select id, sealed, 1, current_date + 730 + (n % 5000) from bench_person
     where n between ${from} and ${until}`
  await tx`
    insert into identity_index (key_version, value, young_person_id)
    select 1, value, id from bench_person where n between ${from} and ${until}`
  await tx`
    create temp table made on commit drop as
    select new_id(at) as id, person_id, account_id, organisation_id, convenant_id, code, at
      from (select b.id as person_id, p.account_id, p.organisation_id, p.convenant_id, p.code,
                   date_trunc('day', now()) - ((b.n::bigint * 7919 + k * 131) % 690) * interval '1 day'
                   - (b.n % 28800) * interval '1 second' as at
              from bench_resident r
              join bench_person b on b.n between r.lowest and r.highest
             cross join lateral generate_series(0, case when b.n % 13 < 8 then 0 when b.n % 13 < 11 then 1 else 2 end) k
              join bench_post p on p.code = r.code
                               and p.n = 1 + (b.n::bigint * 104729 + k * (r.posts / 3)) % r.posts
             where b.n between ${from} and ${until}) s`
  await tx`
    insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, removal_date)
    select id, person_id, account_id, organisation_id, convenant_id, code, at, ((at at time zone 'Europe/Amsterdam') + interval '24 months')::date
      from made`
  await tx`
    insert into match (id, young_person_id, created_at)
    select new_id(at), person_id, at
      from (select person_id, at, row_number() over (partition by person_id order by at, id) as nth from made) s where nth = 2`
  await tx`
    insert into match_participant (match_id, signal_id, professional_id, municipality_code, joined_at)
    select m.id, s.id, s.account_id, s.code, greatest(s.at, m.created_at)
      from made s join match m on m.young_person_id = s.person_id`
}
