-- R3: contact details are confirmed twice a year. Asks who was last asked, or confirmed, before an instant (or became one of
-- an organisation's people before it), so many at once, and says how many they were. A row
-- that another instance, or the person themself, has in hand is left to the next round; the others are looked at once more, so that
-- nobody is asked twice.
create function ask_for_confirmation(p_now timestamptz, p_before timestamptz, p_today date, p_limit int) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  to_ask uuid[];
  how_many int;
begin
  to_ask := accounts_to_ask(null, p_before, p_today, p_limit);
  to_ask := array(select a.id from account a where a.id = any (to_ask) order by a.id for no key update skip locked);
  if cardinality(to_ask) = 0 then
    return 0;
  end if;
  to_ask := accounts_to_ask(to_ask, p_before, p_today, p_limit);

  with asked as (
    update account set details_asked_at = p_now where id = any (to_ask) returning id
  ), told as (
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'details_confirmation_due', a.id, organisation_role(a.id, p_today), p_now, p_now from asked a
    returning id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, account_id, notification_id)
    select p_now, 'notification_made', ground_to_tell('details_confirmation_due'), recipient_id, recipient_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;

-- Those who can log in and answer: a professional while the organisation is connected, or a coordinator.
create function accounts_to_ask(p_among uuid[], p_before timestamptz, p_today date, p_limit int) returns uuid[]
  language plpgsql stable
as $$
begin
  return array(
    select a.id
      from account a
     where (p_among is null or a.id = any (p_among)) and a.issuer is not null and a.organisation_id is not null
       and coalesce(greatest(a.details_confirmed_at, a.details_asked_at),
                    (select min(r.from_date)::timestamp at time zone 'Europe/Amsterdam' from role_assignment r
                      where r.account_id = a.id)) <= p_before
       and organisation_role(a.id, p_today) is not null
     limit p_limit);
end
$$;

-- The role by which somebody is one of an organisation's people on a day, in which they can be asked something; null where
-- there is none.
create function organisation_role(p_account_id uuid, p_today date) returns role_name
  language plpgsql stable
as $$
begin
  return (
    select r.role
      from roles_on(p_today) r
     where r.account_id = p_account_id
       and (r.role = 'coordinator'
            or r.role = 'professional'
               -- The limit keeps the planner from reading all connections for each person who is asked about.
               and (select true from connections_on(p_today) c where c.organisation_id = r.organisation_id limit 1))
     order by r.role limit 1);
end
$$;
