-- R15: whoever's signal ended leaves the match, and a match with fewer than two participants closes: who is left over
-- leaves as well, and may be in a match anew with the next who comes. Called with the young persons locked.
create function leave_matches(p_signal_ids uuid[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  touched uuid[];
begin
  with gone as (
    update match_participant set left_at = p_now
     where signal_id = any (p_signal_ids) and left_at is null
    returning match_id
  )
  select array_agg(distinct match_id) into touched from gone;

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
end
$$;
