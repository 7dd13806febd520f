-- R14 (Jw 7.1.4.6 lid 2): whoever registers a young person of whom signals are archived is told of them; that professional
-- alone, and of each archived signal once, also where they register again. The young persons are locked.
create function tell_of_archive(p_registrations registration[], p_now timestamptz) returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with found as materialized (
    select r.professional_id, r.signal_id, r.young_person_id, a.id as archived_signal_id
      from unnest(p_registrations) r
      join archived_signal a on a.young_person_id = r.young_person_id
     where r.outcome = 'created'
       and not exists (select from archive_notice n
                        where n.archived_signal_id = a.id and n.professional_id = r.professional_id)
  ), told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'archived_signals_found', signal_id, professional_id, 'professional', p_now, p_now
      from (select distinct signal_id, professional_id from found) once
    returning id, signal_id, recipient_id
  ), noted as (
    insert into archive_notice (archived_signal_id, professional_id, notification_id, made_at)
    select f.archived_signal_id, f.professional_id, t.id, p_now
      from found f join told t on t.signal_id = f.signal_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, young_person_id, signal_id, notification_id)
    select p_now, 'notification_made', 'Jw 7.1.4.6 lid 2', t.recipient_id, f.young_person_id, t.signal_id, t.id
      from told t join (select distinct signal_id, young_person_id from found) f using (signal_id)
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
