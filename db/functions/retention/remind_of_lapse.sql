-- R12: a professional is asked in time whether a signal about to lapse still holds, so many days before as the convenant sets;
-- silence lets it lapse. Once for each of those days and each term; where several have passed, since nothing ran, one
-- notification for all. A term that begins on such a day or after it is not asked about for it. What ends on the 23rd birthday
-- that was stated with it is not asked about: renewing would not keep it, and asking would tell of a later one (R6).
create function remind_of_lapse(p_now timestamptz, p_today date, p_limit int) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  -- As an index is to be entered by it.
  farthest constant date := p_today + (
    select max(days) from convenant c cross join lateral unnest(c.lapse_reminder_days) days)::int;
  how_many int;
begin
  -- The lock lets others go on who only point to the signal, as registering does.
  with due as materialized (
    select s.id, s.professional_id, s as asked_about
      from signal s
     where is_active(s.removal_date, p_today) and s.removal_date <= farthest
       and exists (select from days_to_ask_on(s, p_today))
       and exists (select from young_person y where y.id = s.young_person_id and s.removal_date < coalesce(s.stated_destruction_date, y.destruction_date))
     order by s.removal_date, s.id
     limit p_limit
       for no key update of s skip locked
  ), marked as (
    insert into lapse_reminder (signal_id, removal_date, days_before, made_at)
    select due.id, (due.asked_about).removal_date, d.days, p_now
      from due cross join lateral days_to_ask_on(due.asked_about, p_today) d
        on conflict do nothing
    returning signal_id
  ), told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'signal_about_to_lapse', due.id, due.professional_id, 'professional', p_now, p_now
      from due where due.id in (select signal_id from marked)
    returning id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, signal_id, notification_id)
    select p_now, 'notification_made', ground_to_tell('signal_about_to_lapse'), recipient_id, signal_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;

-- For which of the convenant's days before the removal date a signal is to be asked about, today or since longer, and was not.
create function days_to_ask_on(s signal, p_today date) returns table (days smallint)
  language sql stable
as $$
  select d.days
    from convenant c cross join lateral unnest(c.lapse_reminder_days) d(days)
   where c.id = s.convenant_id
     and s.removal_date - d.days <= p_today
     and s.removal_date - d.days > day_of(s.registered_at)
     and not exists (select from lapse_reminder l
                      where l.signal_id = s.id and l.removal_date = s.removal_date and l.days_before = d.days)
$$;

-- Of a term that begins today, the days to ask on that lie before it count as asked.
create function count_as_reminded(p_signal_id uuid, p_removal_date date, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
begin
  insert into lapse_reminder (signal_id, removal_date, days_before, made_at)
  select s.id, p_removal_date, days, p_now
    from signal s join convenant c on c.id = s.convenant_id cross join lateral unnest(c.lapse_reminder_days) days
   where s.id = p_signal_id and p_removal_date - days <= p_today
      on conflict do nothing;
end
$$;
