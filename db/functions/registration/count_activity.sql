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
