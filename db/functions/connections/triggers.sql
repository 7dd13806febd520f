-- What happens by itself where something changes about who is connected. These triggers hold for every version of the service that
-- runs on this database, so each must do what the version before this one counts on.

-- R1: see hold_connections_still.sql.
do $$
declare
  t text;
begin
  foreach t in array array['municipality', 'municipality_succession', 'absence', 'convenant', 'convenant_municipality', 'organisation', 'partner',
                           'account', 'role_assignment'] loop
    execute format('create trigger change_connections before insert or update or delete or truncate on public.%I '
                   'for each statement execute function change_connections()', t);
  end loop;
end
$$;

-- R1, R3: see role_belongs.sql.
create trigger belong_with_account before insert or update of account_id, organisation_id on public.role_assignment
  for each row execute function belong_with_account();
create trigger take_roles_along after update of organisation_id on public.account
  for each row when (old.organisation_id is distinct from new.organisation_id) execute function take_roles_along();
