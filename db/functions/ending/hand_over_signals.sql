-- R3 (Jw 7.1.3.3): a coordinator hands the signals of one of the organisation's people over to a colleague: all of them, or
-- those that are named. Nothing else of a signal changes: not when it was registered, and not when it is removed, since only
-- a new judgement of the professional starts the term again. Where the colleague has a signal on the young person already,
-- theirs goes on as it is, and the one handed over ends. Everybody in a match with it is told whom to reach from now on
-- (R15, R17). Nobody takes over by their own hand.
create function hand_over_signals(p_from uuid, p_to uuid, p_signal_ids uuid[], p_now timestamptz)
  returns table (handed_over int, ended int, notified int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  going uuid[];
  doubled uuid[];
  moved uuid[];
  doubled_in uuid[];
begin
  going := hold_signals_of(p_from, p_now);
  if p_to in (p_from, acting_account()) or not is_coordinated(p_to) then
    raise exception 'no colleague to hand over to' using errcode = 'insufficient_privilege';
  end if;
  if p_signal_ids is not null then
    going := array(select id from unnest(going) id where id = any (p_signal_ids));
  end if;
  doubled := array(
    select s.id from signal s
      join signal own on own.young_person_id = s.young_person_id and own.professional_id = p_to
     where s.id = any (going));
  moved := array(select id from unnest(going) id where id <> all (doubled));

  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, match_id,
                       account_id)
  select p_now, 'signal_handed_over', 'Jw 7.1.3.3', acting_account(), s.organisation_id, s.young_person_id, s.id,
         p.match_id, p_to
    from signal s
    left join match_participant p on p.signal_id = s.id and p.left_at is null
   where s.id = any (going) order by s.id;
  update signal set professional_id = p_to where id = any (moved);
  -- R12: the colleague who takes over was not asked yet.
  delete from lapse_reminder where signal_id = any (moved);
  update match_participant set professional_id = p_to where signal_id = any (moved) and left_at is null;
  perform hand_over_advice(moved, p_from, p_to, p_now);
  perform forget_answers(moved, young_persons_of_signals(moved));
  doubled_in := array(select p.match_id from match_participant p where p.signal_id = any (doubled) and p.left_at is null);
  perform end_signals(doubled, 'handed_over', acting_day(), 'Jw 7.1.3.3', acting_account(), p_to, p_now, acting_day());
  return query
    select cardinality(moved), cardinality(doubled), notify_of_new_owner(moved, doubled_in, p_to, p_now);
end
$$;

-- R15, R17: in every match that goes on with what was handed over, the new owner hears that it is theirs, and everybody
-- else that somebody else is to be reached: once for each match, and a deputy in addition (R3). Follow-up officers are not
-- told, since nobody came or went for whom contact is to be made: they see it in the match.
create function notify_of_new_owner(p_moved uuid[], p_doubled_in uuid[], p_to uuid, p_now timestamptz) returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with taken as materialized (
    select p.match_id, p.signal_id
      from match_participant p
      join match m on m.id = p.match_id and m.closed_at is null
     where p.signal_id = any (p_moved) and p.left_at is null
    union all
    -- The one handed over is gone: the match that goes on with the colleague's own.
    select m.id, null from match m where m.id = any (p_doubled_in) and m.closed_at is null
  ), present as (
    select t.match_id, t.signal_id, o.professional_id,
           case when o.professional_id = p_to then 'match_taken_over'
                else 'participant_changed' end::notification_event as event
      from taken t
      join match_participant o on o.match_id = t.match_id and o.left_at is null
  ), recipient as (
    select match_id, signal_id, event, professional_id as account_id, null::uuid as on_behalf_of from present
    union all
    select p.match_id, p.signal_id, p.event, d.deputy_id, d.professional_id
      from present p
      join deputies_on(acting_day()) d on d.professional_id = p.professional_id
  ), told as (
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, on_behalf_of, created_at,
                              next_attempt_at)
    select new_id(p_now), event, signal_id, match_id, account_id, 'professional', on_behalf_of, p_now, p_now
      from (select distinct on (match_id, account_id) * from recipient
             order by match_id, account_id, on_behalf_of nulls first) once
    returning id, event, match_id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, signal_id, match_id, notification_id)
    select p_now, 'notification_made', ground_to_tell(event), recipient_id, signal_id, match_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
