-- R3: who stands in for whom on a day, while they are a professional themselves. A deputy who is away as well is not looked
-- behind: the coordinator named them, and can name another.
create function deputies_on(p_day date) returns table (professional_id uuid, deputy_id uuid)
  language sql stable
as $$
  select a.professional_id, a.deputy_id
    from absence a
   where is_held(a.from_date, a.until_date, p_day)
     and exists (select from roles_on(p_day) r where r.account_id = a.deputy_id and r.role = 'professional')
$$;

-- How to reach the colleague who stands in for somebody on a day: contact details, and nothing more (R17). Null where nobody does.
create function deputy_contact(p_professional_id uuid, p_day date) returns jsonb
  language plpgsql stable
as $$
begin
  return (
    select jsonb_build_object('name', a.name, 'jobTitle', a.job_title, 'email', a.email, 'phone', a.phone)
      from deputies_on(p_day) d
      join account a on a.id = d.deputy_id
     where d.professional_id = p_professional_id
     order by a.id limit 1);
end
$$;

-- The same for the actor of the transaction, as far as they meet in a match whom it is about.
create function deputy_in_sight(p_professional_id uuid) returns jsonb
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
declare
  -- First, since hardly anybody is away.
  deputy constant jsonb := deputy_contact(p_professional_id, acting_day());
begin
  return case when deputy is not null and meets_actor(p_professional_id) then deputy end;
end
$$;
