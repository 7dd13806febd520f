-- R4: the appointments to some roles anywhere, and to others in some municipalities. A table with policies is planned without knowing
-- how few hold a role, so this looks past them: every appointment is readable to the service anyhow.
create function appointments_of(p_roles role_name[], p_municipal_roles role_name[], p_codes text[]) returns setof uuid
  language plpgsql stable security definer rows 50
  set search_path = functions, public, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
begin
  return query
    select r.id from role_assignment r where r.role = any (p_roles)
    union
    select r.id from role_assignment r where r.role = any (p_municipal_roles) and r.municipality_code = any (p_codes);
end
$$;
