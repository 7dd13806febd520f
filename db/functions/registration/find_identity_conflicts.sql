-- Two registrations of one number that disagree about the birth date (R9). Neither fails and neither is told, since
-- that would answer a question about the index (R6); the functional administrator is. Until somebody has looked,
-- the later date of destruction holds, so that nobody is destroyed early by another's typing error. Birth dates that are not wholly known disagree
-- only where they cannot be the same, with all that is known together: that two agree with a third does not make them agree.
create function find_identity_conflicts(p_registrations registration[], p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  arrival record;
  arrived uuid[];
begin
  if not exists (
    select from unnest(p_registrations) r
      join young_person y on y.id = r.young_person_id
     where r.outcome = 'created' and y.destruction_date <> (r.asked).destruction_date)
  then
    return;
  end if;

  arrived := array(
    select r.signal_id from unnest(p_registrations) r where r.outcome = 'created' order by r.ord);
  for arrival in
    select r.young_person_id, r.signal_id, days_stated_in(r.asked) as stated,
           days_that_hold(stated_of(r.young_person_id, arrived[array_position(arrived, r.signal_id):])) as known
      from unnest(p_registrations) r
     where r.outcome = 'created' order by r.ord
  loop
    if not arrival.stated && arrival.known then
      perform record_identity_conflict(arrival.young_person_id, arrival.signal_id, arrival.known, arrival.stated, p_now, p_today);
    end if;
  end loop;
  perform keep_dates_that_hold(array(
    select distinct r.young_person_id from unnest(p_registrations) r where r.outcome = 'created'));
end
$$;

-- That what a signal states of a young person disagrees with what is known by others: the functional administrators are told. Called with the young
-- person locked.
create function record_identity_conflict(
    p_young_person_id uuid, p_signal_id uuid, p_known daterange, p_stated daterange, p_now timestamptz, p_today date)
  returns void
  language plpgsql volatile
as $$
begin
  insert into identity_conflict (id, young_person_id, signal_id, known_destruction_date, stated_destruction_date, detected_at)
  values (new_id(p_now), p_young_person_id, p_signal_id, upper(p_known) - 1, upper(p_stated) - 1, p_now);
  insert into logbook (occurred_at, event, ground, young_person_id, signal_id)
  values (p_now, 'identity_conflict_found', 'Jw 7.1.4.2', p_young_person_id, p_signal_id);
  with told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'identity_conflict', p_signal_id, a.account_id, 'functional_administrator', p_now, p_now
      from roles_on(p_today) a
     where a.role = 'functional_administrator'
    returning id
  )
  insert into logbook (occurred_at, event, ground, signal_id, notification_id)
  select p_now, 'notification_made', ground_to_tell('identity_conflict'), p_signal_id, id from told;
end
$$;
