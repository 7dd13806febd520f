-- Whether somebody may still be told in a role (R1, R2, R15): a professional while they may register and their signal takes
-- part in the match, or that of a colleague for whom they stand in (R3); a follow-up officer while it concerns their municipality;
-- others while they hold the role. Whoever is invited has no role to hold yet: that the invitation can be accepted is what
-- counts (R4).
create function may_be_told(
    p_account_id uuid, p_role role_name, p_event notification_event, p_match_id uuid, p_on_behalf_of uuid, p_invitation_id uuid,
    p_id uuid, p_now timestamptz, p_today date)
  returns boolean
  language plpgsql stable
as $$
begin
  if p_invitation_id is not null then
    return exists (select from standing_invitation(p_invitation_id, p_now, p_today));
  end if;
  if p_role = 'professional' then
    return exists (select from right_to_register(p_account_id, p_today))
       and case p_event when 'signal_about_to_lapse' then is_about_to_lapse(p_id, p_today)
                        when 'archived_signals_found' then concerns_own_signal(p_id, p_today)
                        when 'advice_asked' then is_asked_for_advice(p_id, p_today)
                        else true end
       and (p_on_behalf_of is null
            or exists (select from right_to_register(p_on_behalf_of, p_today))
               and exists (select from deputies_on(p_today) d
                            where d.professional_id = p_on_behalf_of and d.deputy_id = p_account_id))
       and (p_match_id is null
            or exists (select from match_participant p join signal s on s.id = p.signal_id
                        where p.match_id = p_match_id and p.professional_id = coalesce(p_on_behalf_of, p_account_id)
                          -- That somebody left is told as well to whoever was left over.
                          and (p.left_at is null or p_event = 'participant_left') and s.removal_date > p_today));
  end if;
  return exists (
    select from role_assignment r
     where r.account_id = p_account_id and r.role = p_role and r.from_date <= p_today
       and (r.until_date is null or p_today < r.until_date)
       and (r.role <> 'follow_up_officer' or r.municipality_code in (
              select municipality_on(p.municipality_code, p_today)
                from match_participant p where p.match_id = p_match_id and p.left_at is null)));
end
$$;

-- R12: whether the term that somebody is asked about still runs: their signal was not ended, renewed or handed over since.
create function is_about_to_lapse(p_notification_id uuid, p_today date) returns boolean
  language sql stable
as $$
  select exists (
    select from notification n
      join signal s on s.id = n.signal_id and s.professional_id = n.recipient_id and s.removal_date > p_today
      join lapse_reminder l on l.signal_id = s.id and l.removal_date = s.removal_date and l.made_at = n.created_at
     where n.id = p_notification_id)
$$;

-- R14: whether whoever is told of archived signals has a signal of their own on the young person, and they are still there.
create function concerns_own_signal(p_notification_id uuid, p_today date) returns boolean
  language sql stable
as $$
  select exists (
    select from archive_notice n
      join archived_signal a on a.id = n.archived_signal_id and a.until_date > p_today
      join signal s on s.young_person_id = a.young_person_id and s.professional_id = n.professional_id
                   and s.removal_date > p_today
     where n.notification_id = p_notification_id)
$$;

-- Claims notifications that are due, one row per attempt (R20), and tells for each whom to reach and whether they may still
-- be told. `skip locked` lets several workers claim side by side; the next attempt is set before this one begins, so that
-- what a crashed worker held comes back by itself. It runs as the owner: delivering is nobody's act, and a service that may
-- claim what is due need not be able to read everything that was ever told.
create function claim_notifications(p_now timestamptz, p_today date, p_limit int, p_lease_seconds int)
  returns table (id uuid, attempts int, event notification_event, match_id uuid, invitation_id uuid, recipient_role role_name,
                 account_id uuid, name text, email text, entitled boolean)
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  with due as (
    select n.id from notification n
     where n.state = 'waiting' and n.next_attempt_at <= p_now
     order by n.next_attempt_at
     limit p_limit
       for update skip locked
  ), claimed as (
    update notification n
       set attempts = n.attempts + 1, next_attempt_at = p_now + make_interval(secs => p_lease_seconds)
      from due where n.id = due.id
    returning n.*
  ), attempted as (
    insert into delivery_attempt (notification_id, number, started_at)
    select c.id, c.attempts, p_now from claimed c
  )
  -- A match that has closed is not there to be looked at.
  select c.id, c.attempts, c.event, (select m.id from match m where m.id = c.match_id and m.closed_at is null),
         c.invitation_id, c.recipient_role, a.id, a.name, a.email,
         may_be_told(a.id, c.recipient_role, c.event, c.match_id, c.on_behalf_of, c.invitation_id, c.id, p_now, p_today)
    from claimed c
    join account a on a.id = c.recipient_id
$$;
