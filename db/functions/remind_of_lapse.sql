-- R12: a professional is asked in time whether a signal about to lapse still holds, so many days before as the convenant sets;
-- silence lets it lapse. Once for each of those days and each term; where several have passed, since nothing ran, one
-- notification for all. A term that begins after such a day is not asked about for it.
create function remind_of_lapse(p_now timestamptz, p_today date, p_limit int) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  how_many int;
begin
  with due as materialized (
    select s.id, s.young_person_id, s.professional_id, s.removal_date, d.days
      from signal s
      join convenant c on c.id = s.convenant_id
     cross join lateral unnest(c.lapse_reminder_days) d(days)
     where s.removal_date > p_today and s.removal_date <= p_today + (select max(days) from convenant cc, unnest(cc.lapse_reminder_days) days)
       and s.removal_date - d.days <= p_today
       and s.removal_date - d.days > (s.registered_at at time zone 'Europe/Amsterdam')::date
       and not exists (select from lapse_reminder l
                        where l.signal_id = s.id and l.removal_date = s.removal_date and l.days_before = d.days)
     order by s.id
     limit p_limit
       for update of s skip locked
  ), marked as (
    insert into lapse_reminder (signal_id, removal_date, days_before, made_at)
    select id, removal_date, days, p_now from due
        on conflict do nothing
    returning signal_id
  ), told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'signal_about_to_lapse', o.id, o.professional_id, 'professional', p_now, p_now
      from (select distinct on (id) id, professional_id from due where id in (select signal_id from marked)) o
    returning id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, signal_id, notification_id)
    select p_now, 'notification_made', 'Jw 7.1.4.5 lid 2', recipient_id, signal_id, id from told
  )
  select count(*) into how_many from due;
  return how_many;
end
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
