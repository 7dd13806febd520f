-- R4, R22: how actively each organisation uses the index that is a connected partner in a municipality on a day, in two
-- figures that are nobody's own: how many professionals have the right to register (R1), and the last month, over by now and
-- not much more than a year ago, since which at least so many of them registered a signal here. It is told only where there
-- are more of them than that: otherwise it would say of each one by name that they did. Months that are not over are not
-- told of, so that nobody learns the day of a signal by asking every day. Answers for municipalities that the actor
-- administers only; the reader may see neither accounts nor signals.
create function overview_activity(p_code text, p_today date, p_fewest int)
  returns table (organisation_id uuid, professionals int, last_month date)
  language sql stable security definer set search_path = functions, public, pg_temp set jit = off
as $$
  with member as (
    select distinct c.organisation_id
      from connections_on(p_today) c
     where c.municipality_code = p_code and p_code = any (administered_codes())
  ), counted as (
    select m.organisation_id, count(distinct r.account_id)::int as professionals
      from member m
      join roles_on(p_today) r on r.organisation_id = m.organisation_id and r.role = 'professional'
     group by m.organisation_id
  ), past as materialized (
    -- Whole quarters, and of the one that runs the months that are over. A month is a number here, counted from the year 0.
    select q.quarter::date as quarter,
           (extract(year from q.quarter) * 12 + extract(month from q.quarter) - 1)::int as first_month,
           case when q.quarter = date_trunc('quarter', p_today::timestamp) then month_bit(p_today) - 1 else 7 end as months
      from generate_series(date_trunc('quarter', p_today::timestamp) - interval '1 year',
                           date_trunc('quarter', p_today::timestamp), interval '3 months') q (quarter)
  ), latest as (
    select v.organisation_id, v.professional_id,
           max(o.first_month + case when v.months & o.months >= 4 then 2 when v.months & o.months >= 2 then 1 else 0 end) as month
      from past o
     cross join lateral (select a.organisation_id, a.professional_id, a.months
                           from activity a
                          where a.quarter = o.quarter and a.measure = 'signals'
                            and a.municipality_code = any ((select codes_of_municipality(p_code, p_today))::text[])
                          offset 0) v
     where v.months & o.months > 0
     group by v.organisation_id, v.professional_id
  ), ranked as (
    select l.organisation_id, l.month,
           row_number() over (partition by l.organisation_id order by l.month desc) as nth
      from latest l
  )
  select c.organisation_id, c.professionals, make_date(r.month / 12, r.month % 12 + 1, 1)
    from counted c
    left join ranked r on r.organisation_id = c.organisation_id and r.nth = p_fewest
                       and c.professionals > p_fewest
$$;
