-- R22 (Jw 7.1.2.3 h): what reports are made of, counted while registering, so that nobody waits for a count over
-- millions of signals. One row for each professional, quarter and municipality, and nothing of the young person. The rows
-- are of professionals whose budget this transaction holds already, and are the last that it locks, in one order.

-- The month of a day within its quarter: 1, 2 or 4, so that they can be added up.
create function month_bit(p_day date) returns smallint
  language sql immutable
as $$ select (1 << (extract(month from p_day)::int - 1) % 3)::smallint $$;

-- Nobody met anybody.
create function count_signals(p_registrations registration[], p_today date) returns void
  language plpgsql volatile
as $$
declare
  one registration;
begin
  -- Nearly always there is one, and nothing to be put together.
  if cardinality(p_registrations) = 1 then
    one := p_registrations[1];
    if one.outcome = 'created' then
      insert into activity as a
      values (date_trunc('quarter', p_today::timestamp)::date, one.municipality_code, one.organisation_id,
              one.professional_id, 'signals', 1, month_bit(p_today))
          on conflict (quarter, municipality_code, organisation_id, professional_id, measure)
          do update set count = a.count + 1, months = a.months | excluded.months;
    end if;
    return;
  end if;
  insert into activity as a (quarter, municipality_code, organisation_id, professional_id, measure, count, months)
  select date_trunc('quarter', p_today::timestamp)::date, r.municipality_code, r.organisation_id, r.professional_id,
         'signals', count(*), month_bit(p_today)
    from unnest(p_registrations) r
   where r.outcome = 'created'
   group by r.municipality_code, r.organisation_id, r.professional_id
   order by r.municipality_code, r.organisation_id, r.professional_id
      on conflict (quarter, municipality_code, organisation_id, professional_id, measure)
      do update set count = a.count + excluded.count, months = a.months | excluded.months;
end
$$;

-- A signal that met others counts as one match as well, for the professional who registered it: of the kind that the farthest of those
-- present makes it. Signals of one batch count in their order, as if they had arrived one by one.
create function count_meetings(p_registrations registration[], p_standing standing_signal[], p_today date) returns void
  language plpgsql volatile
as $$
begin
  with present as (
    select s.young_person_id, s.organisation_id, municipality_on(s.municipality_code, p_today) as municipality, -1 as ord
      from unnest(p_standing) s
    union all
    select r.young_person_id, r.organisation_id, municipality_on(r.municipality_code, p_today), r.ord
      from unnest(p_registrations) r
     where r.outcome = 'created'
  ), arrival as (
    select r.municipality_code, r.organisation_id, r.professional_id,
           case when bool_or(o.municipality <> municipality_on(r.municipality_code, p_today))
                  then 'matches_across_municipalities'
                when bool_or(o.organisation_id <> r.organisation_id) then 'matches_within_municipality'
                when count(o.ord) > 0 then 'matches_within_organisation'
           end::activity_measure as met
      from unnest(p_registrations) r
      left join present o on o.young_person_id = r.young_person_id and o.ord < r.ord
     where r.outcome = 'created'
     group by r.ord, r.municipality_code, r.organisation_id, r.professional_id
  )
  insert into activity as a (quarter, municipality_code, organisation_id, professional_id, measure, count, months)
  select date_trunc('quarter', p_today::timestamp)::date, n.municipality_code, n.organisation_id, n.professional_id,
         m.measure, count(*), month_bit(p_today)
    from arrival n
   cross join lateral (values ('signals'::activity_measure), (n.met)) m(measure)
   where m.measure is not null
   group by n.municipality_code, n.organisation_id, n.professional_id, m.measure
   order by n.municipality_code, n.organisation_id, n.professional_id, m.measure
      on conflict (quarter, municipality_code, organisation_id, professional_id, measure)
      do update set count = a.count + excluded.count, months = a.months | excluded.months;
end
$$;
