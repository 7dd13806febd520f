-- The first step: who asks, and may they (R1). Every refusal is decided here, before the index is touched, and
-- all reasons that lie in who is connected give one and the same outcome. Source systems are slow to change: a municipality
-- that has merged is read as its successor (R4), and opens what that opens to this professional, and no more. R8, R11: what the law says of the dates is
-- decided here once more, since a request may have been read on the day before. Nobody has a right who is not held
-- (hold_rights_of_batch).
create function authorise_registrations(p_items registration_item[], p_held uuid[], p_today date)
  returns registration[]
  language plpgsql stable
as $$
declare
  result registration[];
begin
  select array_agg(row(
           i.ord, a.id, coalesce(r.organisation_id, a.organisation_id), r.convenant_id, r.municipality_code,
           least(i.destruction_date, coalesce(i.removal_date, t.last_date)),
           null, i.signal_id,
           case when r.choices is null then 'not-permitted'
                when i.municipality_code is null and r.choices > 1 then 'municipality-required'
                when not is_under_23(i.destruction_date, p_today) then 'not-under-23'
                when not is_active(i.removal_date, p_today) then 'removal-date-not-ahead'
                when i.removal_date > t.last_date then 'removal-date-beyond-term'
           end,
           null, i)::registration order by i.ord)
    into result
    from unnest(p_items) i
    left join account a on a.issuer = i.issuer and a.subject = i.subject and a.id = any (p_held)
    left join lateral (
           select rr.*, count(*) over () as choices
             from right_to_register(a.id, p_today) rr
            where i.municipality_code is null
                or rr.municipality_code = municipality_on(i.municipality_code, p_today)
            limit 1) r on true
    left join lateral (
           select (p_today + make_interval(months => r.longest_term_months))::date as last_date) t on true;
  return result;
end
$$;
