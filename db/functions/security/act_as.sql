-- Reads who asks on a day and sets them as the actor of this transaction, in one call: what the stories decide by and what
-- row-level security goes by is read together, and ends with the transaction. A role counts only while what it rests on is
-- there (R1 to R4; the same conditions as in src/authorise/). Somebody unknown is nobody, also where somebody acted before.
-- The settings are a contract between versions: policies of a later one read those that this one makes (policies.sql).
create function act_as(p_issuer text, p_subject text, p_today date)
  returns table (id uuid, organisation_id uuid, roles jsonb, places text[], acting_for uuid[])
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  account_id uuid;
  organisation uuid;
  held jsonb;
  may_register_in text[];
  in_name_of uuid[] := '{}';
  effective text[];
begin
  select a.id, a.organisation_id,
         coalesce((select jsonb_agg(jsonb_build_object(
                            'role', r.role, 'municipalityCode', r.municipality_code,
                            'codes', to_jsonb(codes_of_municipality(r.municipality_code, p_today))))
                     from role_assignment r
                    where r.account_id = a.id and r.from_date <= p_today
                      and (r.until_date is null or p_today < r.until_date)), '[]'),
         array(select r.municipality_code from right_to_register(a.id, p_today) r)
    into account_id, organisation, held, may_register_in
    from account a
   where a.issuer = p_issuer and a.subject = p_subject;

  if cardinality(may_register_in) > 0 then
    in_name_of := account_id || colleagues_absent(account_id, organisation, p_today);
  end if;
  effective := array(
    select distinct h.role
      from jsonb_to_recordset(held) as h(role text, codes jsonb)
     where case when h.role = 'professional' then cardinality(may_register_in) > 0
                when h.role in ('coordinator', 'source_system') then organisation is not null
                when h.role in ('follow_up_officer', 'municipal_administrator', 'privacy_officer')
                  then jsonb_array_length(h.codes) > 0
                else true end);

  perform set_config('verwijsindex.' || s.name, coalesce(s.value, ''), true)
     from (values
       ('account', account_id::text),
       ('acting_for', in_name_of::text),
       ('organisation', case when effective && '{professional,coordinator}' then organisation::text end),
       ('coordinated_organisation', case when effective && '{coordinator}' then organisation::text end),
       ('roles', effective::text),
       ('follow_up_codes', codes_held(held, 'follow_up_officer')::text),
       ('administered_codes', codes_held(held, 'municipal_administrator')::text),
       ('privacy_codes', codes_held(held, 'privacy_officer')::text),
       ('today', p_today::text)) as s(name, value);

  if account_id is not null then
    return query select account_id, organisation, held, may_register_in, in_name_of;
  end if;
end
$$;

-- The colleagues for whom somebody deputises on a day, as far as those may register themselves: nobody sees more by
-- standing in for a colleague than the colleague would (R1, R3).
create function colleagues_absent(p_deputy_id uuid, p_organisation_id uuid, p_today date) returns uuid[]
  language plpgsql stable
as $$
begin
  return array(
    select distinct s.professional_id
      from absence s
      join account c on c.id = s.professional_id and c.organisation_id = p_organisation_id
     where s.deputy_id = p_deputy_id and s.from_date <= p_today and p_today < s.until_date
       and exists (select from right_to_register(c.id, p_today)));
end
$$;

create function codes_held(p_held jsonb, p_role text) returns text[]
  language sql immutable
as $$
  select array(
    select distinct c.code
      from jsonb_array_elements(p_held) h
     cross join lateral jsonb_array_elements_text(h -> 'codes') c(code)
     where h ->> 'role' = p_role)
$$;
