-- R15: a professional whose signal ended leaves the match, and a match with fewer than two participants closes: who is left over
-- leaves as well, and may be in a match anew with the next who comes. Who goes on in it, and who was left over, is told that
-- somebody left, and never why (R17). Called with the young persons locked, before the signals are gone.
create function leave_matches(p_signal_ids uuid[], p_tell boolean, p_actor_id uuid, p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  touched uuid[];
  told int := 0;
begin
  with gone as (
    update match_participant set left_at = p_now
     where signal_id = any (p_signal_ids) and left_at is null
    returning match_id, signal_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, young_person_id, signal_id, match_id)
    select p_now, 'match_left', 'Jw 7.1.2.3 c', p_actor_id, m.young_person_id, g.signal_id, g.match_id
      from gone g join match m on m.id = g.match_id
     order by g.signal_id
  )
  select array_agg(distinct match_id) into touched from gone;
  if touched is null then
    return 0;
  end if;
  if p_tell then
    told := tell_who_is_left(touched, p_signal_ids, p_now, p_today);
  end if;

  with closed as (
    update match m set closed_at = p_now
     where m.id = any (touched) and m.closed_at is null
       and (select count(*) from match_participant p where p.match_id = m.id and p.left_at is null) < 2
    returning m.id, m.young_person_id
  ), left_over as (
    update match_participant p set left_at = p_now from closed c where p.match_id = c.id and p.left_at is null
  )
  insert into logbook (occurred_at, event, ground, young_person_id, match_id)
  select p_now, 'match_closed', 'Jw 7.1.2.3 c', young_person_id, id from closed;
  return told;
end
$$;

-- R15, R17: once for each signal that left and each whose own is still active today, and a deputy in addition (R3). Follow-up
-- officers see it in the match: nobody came for whom contact is to be made.
create function tell_who_is_left(p_match_ids uuid[], p_signal_ids uuid[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with present as materialized (
    select g.match_id, g.signal_id, o.professional_id
      from match_participant g
      join participants_on(p_today) o on o.match_id = g.match_id
     where g.match_id = any (p_match_ids) and g.signal_id = any (p_signal_ids)
  ), recipient as (
    select match_id, signal_id, professional_id as account_id, null::uuid as on_behalf_of from present
    union all
    select p.match_id, p.signal_id, d.deputy_id, d.professional_id
      from present p
      join deputies_on(p_today) d on d.professional_id = p.professional_id
  ), told as (
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, on_behalf_of, created_at,
                              next_attempt_at)
    select new_id(p_now), 'participant_left', signal_id, match_id, account_id, 'professional', on_behalf_of, p_now, p_now
      from (select distinct on (signal_id, account_id) * from recipient
             order by signal_id, account_id, on_behalf_of nulls first) once
    returning id, match_id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, signal_id, match_id, notification_id)
    select p_now, 'notification_made', ground_to_tell('participant_left'), recipient_id, signal_id, match_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
