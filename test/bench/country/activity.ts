import type postgres from 'postgres'

/**
 * Writes the counters that registering would have kept (R22): signals per professional, quarter and municipality, and of those that
 * met others on arrival how far apart they were; one in ten across municipalities.
 */
export async function writeActivity(tx: postgres.TransactionSql): Promise<void> {
  await tx`
    insert into activity (quarter, municipality_code, organisation_id, professional_id, measure, count, months)
    select date_trunc('quarter', s.day)::date, s.municipality_code, s.organisation_id, s.professional_id, m.measure,
           count(*), bit_or(month_bit(s.day::date))
      from (select municipality_code, organisation_id, professional_id, registered_at at time zone 'Europe/Amsterdam' as day,
                   row_number() over person > 1 as meets,
                   hashtext(id::text) % 10 = 0 as far,
                   bool_and(organisation_id = lag_organisation) over person as near
              from (select *, coalesce(lag(organisation_id) over (partition by young_person_id order by registered_at, id),
                                       organisation_id) as lag_organisation
                      from signal) of
            window person as (partition by young_person_id order by registered_at, id)) s
     cross join lateral (values ('signals'::activity_measure),
                                (case when not s.meets then null
                                      when s.far then 'matches_across_municipalities'
                                      when s.near then 'matches_within_organisation'
                                      else 'matches_within_municipality' end::activity_measure)) m (measure)
     where m.measure is not null
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`
}
