-- R4, R5, R21: roles that nobody has together. Who keeps the index in order, who makes the agreements of a municipality, who decides on requests of data
-- subjects and who reads what all of them do are four people; and nobody decides on a request about a signal of their own.
create function roles_exclude(p_one role_name, p_other role_name) returns boolean
  language sql immutable
as $$
  select p_one <> p_other
     and (array[p_one, p_other] <@ '{functional_administrator,municipal_administrator,privacy_officer,supervisor}'::role_name[]
          or array[p_one, p_other] <@ '{privacy_officer,professional}'::role_name[])
$$;

-- Whether somebody who goes by an account or a mail address has a role today, or is to have one, that excludes another. An address is no login, and yet who is
-- invited under that of somebody else is most likely the same person.
create function has_excluding_role(p_account_id uuid, p_email text, p_role role_name) returns boolean
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select exists (
    select from account a join role_assignment r on r.account_id = a.id
     where (a.id = p_account_id or lower(a.email) = lower(p_email)) and a.withdrawn_at is null
       and is_held_or_to_come(r.from_date, r.until_date, acting_day())
       and roles_exclude(r.role, p_role))
$$;

-- Held by the database for every account and every way in which a role is given. Roles after one another exclude nothing.
create function refuse_excluding_role() returns trigger
  language plpgsql security definer set search_path = functions, public, pg_temp
as $$
begin
  -- Of two that are given at once the second waits for the first.
  perform from account a where a.id = new.account_id for no key update;
  if exists (select from role_assignment r
              where r.account_id = new.account_id and r.id <> new.id and roles_exclude(r.role, new.role)
                and days_held(r.from_date, r.until_date) && days_held(new.from_date, new.until_date)) then
    raise exception 'roles that exclude each other' using errcode = 'check_violation', constraint = 'roles_exclude';
  end if;
  return null;
end
$$;
