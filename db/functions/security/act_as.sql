-- Reads who asks on a day and sets them as the actor of this transaction, in one call: what the stories decide by and what
-- row-level security goes by is read together, and ends with the transaction. Somebody unknown is nobody, also where somebody
-- acted before. The settings are a contract between versions: policies of a later one read those that this one makes
-- (policies.sql).
--
-- The single place that says which of the roles that somebody holds count on a day: those of which there is what they rest on
-- (R1 to R4). A professional has the right to register; a coordinator and a source system have an organisation; the
-- municipality of an officer is there. Answers with these roles and no others.
create function act_as(p_issuer text, p_subject text, p_today date)
  returns table (id uuid, organisation_id uuid, roles jsonb, places text[], acting_for uuid[])
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  actor_id uuid;
  organisation uuid;
  may_register_in text[];
  in_name_of uuid[] := '{}';
  counting jsonb;
  effective text[];
begin
  select a.id, a.organisation_id, array(select r.municipality_code from right_to_register(a.id, p_today) r)
    into actor_id, organisation, may_register_in
    from account a
   where a.issuer = p_issuer and a.subject = p_subject;
  if cardinality(may_register_in) > 0 then
    in_name_of := actor_id || colleagues_absent(actor_id, organisation, p_today);
  end if;

  select coalesce(jsonb_agg(jsonb_build_object(
           'role', r.role, 'municipalityCode', r.municipality_code, 'codes', to_jsonb(c.codes))), '[]'),
         coalesce(array_agg(distinct r.role::text), '{}')
    into counting, effective
    from roles_on(p_today) r
   cross join lateral (select codes_of_municipality(r.municipality_code, p_today) as codes) c
   where r.account_id = actor_id
     and case r.role
           when 'professional' then cardinality(may_register_in) > 0
           when 'coordinator' then organisation is not null
           when 'source_system' then organisation is not null
           when 'follow_up_officer' then cardinality(c.codes) > 0
           when 'municipal_administrator' then cardinality(c.codes) > 0
           when 'privacy_officer' then cardinality(c.codes) > 0
           when 'supervisor' then true
           when 'functional_administrator' then true
         end;

  perform set_config('verwijsindex.' || s.name, coalesce(s.value, ''), true)
     from (values
       ('account', actor_id::text),
       ('acting_for', in_name_of::text),
       ('organisation', case when effective && '{professional,coordinator}' then organisation::text end),
       ('coordinated_organisation', case when effective && '{coordinator}' then organisation::text end),
       ('roles', effective::text),
       ('follow_up_codes', codes_held(counting, 'follow_up_officer')::text),
       ('administered_codes', codes_held(counting, 'municipal_administrator')::text),
       ('privacy_codes', codes_held(counting, 'privacy_officer')::text),
       ('today', p_today::text)) as s(name, value);

  if actor_id is not null then
    return query select actor_id, organisation, counting, may_register_in, in_name_of;
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
    select distinct d.professional_id
      from deputies_on(p_today) d
      join account c on c.id = d.professional_id and c.organisation_id = p_organisation_id
     where d.deputy_id = p_deputy_id
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
