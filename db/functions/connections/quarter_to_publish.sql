-- R22: what publishing begins with. It runs as the owner, so that nothing else in the service can read what a single
-- professional did; here they are numbers, which say of two figures only whether they are of the same person.

-- The quarters that are over and not published yet, from the first in which anything was registered.
create function quarters_to_publish(p_today date) returns table (quarter date)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select q::date
    from generate_series((select min(a.quarter) from activity a)::timestamp,
                         date_trunc('quarter', p_today::timestamp) - interval '3 months', interval '3 months') q
   where not exists (select from report_period r where r.quarter = q::date)
   order by q
$$;

-- The first day of the quarter after the one that begins on a day.
create function quarter_after(p_quarter date) returns date
  language sql immutable parallel safe
  return (p_quarter + interval '3 months')::date;

-- Per municipality and organisation what was counted in a quarter: for each professional signals, and matches of each kind.
-- Partners of whom nothing was counted are there as well, if somebody of theirs might have registered, since that nothing
-- came of it is as secret as that little did.
create function quarter_to_publish(p_quarter date)
  returns table (municipality_code text, organisation_id uuid, domain domain_name, threshold int, contributions jsonb)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  with counted as (
    select a.municipality_code, a.organisation_id, dense_rank() over (order by a.professional_id) as professional,
           coalesce(sum(a.count) filter (where a.measure = 'signals'), 0) as signals,
           coalesce(sum(a.count) filter (where a.measure = 'matches_within_organisation'), 0) as colleagues,
           coalesce(sum(a.count) filter (where a.measure = 'matches_within_municipality'), 0) as neighbours,
           coalesce(sum(a.count) filter (where a.measure = 'matches_across_municipalities'), 0) as elsewhere
      from activity a
     where a.quarter = p_quarter
     group by a.municipality_code, a.organisation_id, a.professional_id
  ), active as (
    select c.municipality_code, c.organisation_id,
           jsonb_agg(jsonb_build_array(c.professional, c.signals, c.colleagues, c.neighbours, c.elsewhere)) as contributions
      from counted c
     group by c.municipality_code, c.organisation_id
  ), staffed as (
    select distinct a.organisation_id
      from account a
      join role_assignment r on r.account_id = a.id and r.role = 'professional'
     where is_held_within(r.from_date, r.until_date, p_quarter, quarter_after(p_quarter))
  ), connected as (
    select distinct n.municipality_code, n.organisation_id
      from connections_within(p_quarter, quarter_after(p_quarter)) n
      join staffed s on s.organisation_id = n.organisation_id
  ), asked as (
    select cm.municipality_code, max(c.small_count_threshold)::int as threshold
      from convenant_municipality cm
      join convenant c on c.id = cm.convenant_id
     where is_held_within(cm.from_date, cm.until_date, p_quarter, quarter_after(p_quarter))
     group by cm.municipality_code
  )
  select municipality_code, organisation_id, o.domain, q.threshold, coalesce(a.contributions, '[]')
    from active a
    full join connected c using (municipality_code, organisation_id)
    join organisation o on o.id = organisation_id
    left join asked q using (municipality_code)
   order by municipality_code, organisation_id
$$;
