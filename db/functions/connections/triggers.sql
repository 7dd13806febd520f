-- What happens by itself where something changes about who is connected. These triggers hold for every version of the service that
-- runs on this database, so each must do what the version before this one counts on.

-- R1: see hold_rights.sql. Who changes one of these columns holds everybody alone, unless it was said whose right may end; and a right that
-- ends of somebody of whom it was not said is refused.
do $$
declare
  t text;
  columns text;
begin
  for t, columns in values
    ('municipality', 'code, valid_from, valid_until'),
    ('municipality_succession', 'former_code, successor_code, from_date'),
    ('convenant', 'in_force_from, in_force_until, tacit_renewal_months, longest_term_months'),
    ('convenant_municipality', 'convenant_id, municipality_code, from_date, until_date'),
    ('partner', 'convenant_id, organisation_id, state, state_since'),
    ('account', 'issuer, subject, organisation_id'),
    ('role_assignment', 'account_id, role, municipality_code, from_date, until_date') loop
    execute format('create trigger hold_unless_said before update of %s or delete or truncate on public.%I '
                   'for each statement execute function hold_unless_said()', columns, t);
  end loop;
end
$$;

create trigger ends_unsaid after update on public.municipality for each row
  when (ends_now(days_there(old.valid_from, old.valid_until), days_there(new.valid_from, new.valid_until)))
  execute function ends_unsaid();

create trigger ends_unsaid after update on public.convenant for each row
  when (new.longest_term_months < old.longest_term_months
        or ends_now(days_in_force(old.in_force_from, old.in_force_until, old.tacit_renewal_months),
                    days_in_force(new.in_force_from, new.in_force_until, new.tacit_renewal_months)))
  execute function ends_unsaid();

create trigger ends_unsaid after update on public.convenant_municipality for each row
  when (ends_now(days_held(old.from_date, old.until_date), days_held(new.from_date, new.until_date)))
  execute function ends_unsaid();

create trigger ends_unsaid after update on public.partner for each row
  when (ends_now(days_connected(old.state, old.state_since),
                 case when (new.organisation_id, new.convenant_id) = (old.organisation_id, old.convenant_id)
                      then days_connected(new.state, new.state_since) else 'empty' end))
  execute function ends_unsaid('organisation_id');

create trigger ends_unsaid after update on public.account for each row
  when (old.issuer is not null and (old.issuer, old.subject, old.organisation_id) is distinct from (new.issuer, new.subject, new.organisation_id))
  execute function ends_unsaid('id');

create trigger ends_unsaid after update on public.role_assignment for each row
  when ((old.account_id, old.role, old.municipality_code) is distinct from (new.account_id, new.role, new.municipality_code)
        or ends_now(days_held(old.from_date, old.until_date), days_held(new.from_date, new.until_date)))
  execute function ends_unsaid('account_id');

-- R1, R3: see role_belongs.sql.
create trigger belong_with_account before insert or update of account_id, organisation_id on public.role_assignment
  for each row execute function belong_with_account();
create trigger take_roles_along after update of organisation_id on public.account
  for each row when (old.organisation_id is distinct from new.organisation_id) execute function take_roles_along();

-- R4, R5, R21: see roles_exclude.sql. Ending one of two from before this rule refuses nothing.
create trigger refuse_excluding_role after insert on public.role_assignment for each row execute function refuse_excluding_role();
create trigger refuse_excluding_change after update on public.role_assignment for each row
  when ((old.account_id, old.role) is distinct from (new.account_id, new.role)
        or not days_held(old.from_date, old.until_date) @> days_held(new.from_date, new.until_date))
  execute function refuse_excluding_role();
