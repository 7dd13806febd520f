-- Store what is new (R7, R15). The same professional again for the same young person gets the signal that exists;
-- an attempt whose first answer was lost finds its own signal and is answered as before.
create function store_signals(p_registrations registration[], p_now timestamptz)
  returns registration[]
  language plpgsql volatile
as $$
declare
  result registration[];
begin
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id,
           coalesce(s.municipality_code, f.municipality_code, r.municipality_code),
           coalesce(s.removal_date, f.removal_date, r.removal_date),
           r.young_person_id, coalesce(s.id, f.signal_id, r.signal_id),
           case when r.outcome is not null then r.outcome
                when s.id is null and f.ord = r.ord then 'created'
                when s.id = r.signal_id then 'created-before'
                else 'existing'
           end,
           r.answer)::registration order by r.ord)
    into result
    from unnest(p_registrations) r
    left join signal s on r.outcome is null and s.young_person_id = r.young_person_id
                      and s.professional_id = r.professional_id and s.ended_at is null
    left join lateral (select e.* from unnest(p_registrations) e
                        where r.outcome is null and e.outcome is null
                          and e.young_person_id = r.young_person_id and e.professional_id = r.professional_id
                        order by e.ord limit 1) f on true;

  insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
                      registered_at, removal_date)
  select signal_id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
         p_now, removal_date
    from unnest(result) where outcome = 'created' order by ord;
  return result;
end
$$;
