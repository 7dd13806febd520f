-- R1, R3: a role is held in the organisation of its account, also when that changes; so the people of an organisation can be
-- counted by one index.
create function belong_with_account() returns trigger
  language plpgsql security definer set search_path = functions, public, pg_temp
as $$
begin
  select a.organisation_id into new.organisation_id from account a where a.id = new.account_id;
  return new;
end
$$;

create function take_roles_along() returns trigger
  language plpgsql security definer set search_path = functions, public, pg_temp
as $$
begin
  update role_assignment set organisation_id = new.organisation_id where account_id = new.id;
  return null;
end
$$;
