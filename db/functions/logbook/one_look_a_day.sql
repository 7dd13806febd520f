-- R20: the same look of the same person on one day (Europe/Amsterdam) is one line, so that what the logbook keeps of a young person has a
-- bound. After a change about the young person it is a new line: the look shows something else then, and concerns others. Two that
-- look at one instant may write a line each. The lines themselves tell what was written: nothing else is kept of who looked.
create or replace function one_look_a_day() returns trigger
  language plpgsql security definer
  set search_path = functions, public, pg_temp
as $$
declare
  day_began constant timestamptz :=
    date_trunc('day', new.occurred_at at time zone 'Europe/Amsterdam') at time zone 'Europe/Amsterdam';
  last_look timestamptz;
begin
  select max(l.occurred_at) into last_look
    from logbook l
   where l.young_person_id = new.young_person_id and l.event = new.event
     and l.occurred_at >= day_began and l.occurred_at <= new.occurred_at
     and (l.ground, l.actor_id, l.organisation_id, l.signal_id, l.match_id, l.notification_id, l.account_id, l.convenant_id,
          l.partner_id, l.municipality_code, l.count, l.digest, l.reason, l.day, l.request_id)
         is not distinct from
         (new.ground, new.actor_id, new.organisation_id, new.signal_id, new.match_id, new.notification_id, new.account_id, new.convenant_id,
          new.partner_id, new.municipality_code, new.count, new.digest, new.reason, new.day, new.request_id);
  if last_look is null
     or exists (select from unnest(changes_of_looks()) change(event)
                 where exists (select from logbook c
                                where c.young_person_id = new.young_person_id and c.event = change.event
                                  and c.occurred_at >= last_look))
  then
    return new;
  end if;
  return null;
end
$$;

do $$
begin
  execute format(
    'create or replace trigger one_look_a_day before insert on public.logbook for each row
       when (new.young_person_id is not null and new.event = any (%L::public.logbook_event[]))
       execute function one_look_a_day()', looks_once_a_day());
end
$$;
