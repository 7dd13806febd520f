-- R20, R21: who looked: at these signals, archived or not; at a match while they took part in it, also where a registration or its
-- repetition was answered with it; at the requests to this municipality; and at what concerns the young person as a whole. Which events
-- are a look, and at what, stands in src/logbook/catalogue.ts. At birth dates that disagree only where those of these signals did by then, or where there
-- was no other signal yet: it would tell of that (R6).
create function looks_shown(p_young_person_id uuid, p_codes text[]) returns jsonb
  language sql stable
as $$
  with own as materialized (
    select id, registered_at, stated from signals_under(p_young_person_id, p_codes)
  ), part as materialized (
    select * from participations_under(p_young_person_id, p_codes)
  ), arrival as materialized (
    select * from arrivals_in_matches(p_young_person_id)
  ), look as (
    select l.* from logbook l
     where l.young_person_id = p_young_person_id
       and look_at(l.event) is not null
  ), seen as (
    -- The match that a look was at: named by its line, or that in which the signal was that was registered, or registered again.
    select l.*,
           exists (select from part p
                    where took_part_at(p.from_at, p.until_date, l.occurred_at)
                      and (p.match_id = l.match_id
                           or l.event in ('signal_registered', 'signal_repeated')
                              and exists (select from arrival a
                                           where a.match_id = p.match_id and a.signal_id = l.signal_id
                                             and (a.at = l.occurred_at or l.event = 'signal_repeated' and a.at < l.occurred_at)))
                  ) as in_part,
           l.signal_id in (select id from own) as at_own
      from look l
  ), shown as (
    -- A minute is as near as an answer tells: who looked again and again stands in it once, with how often.
    select s.actor_id, s.organisation_id, s.event, s.ground, min(s.occurred_at) as at, count(*) as times
      from seen s
     where case look_at(s.event)
             when 'signal' then s.at_own
             when 'match' then s.in_part
             when 'signal_or_match' then s.at_own or s.in_part
             when 'birth_dates' then
               not can_be_right_together(array(
                 select o.stated from own o where o.registered_at <= s.occurred_at and o.stated is not null))
               or not exists (select from logbook r
                               where r.young_person_id = p_young_person_id and r.event = 'signal_registered'
                                 and r.occurred_at <= s.occurred_at and r.signal_id not in (select id from own))
             when 'request' then exists (
               select from subject_request q where q.id = s.request_id and q.municipality_code = any (p_codes))
           end
     group by s.actor_id, s.organisation_id, s.event, s.ground, date_trunc('minute', s.occurred_at)
  )
  select coalesce(jsonb_agg(jsonb_build_object(
           'person', person_shown(s.actor_id, s.organisation_id), 'at', s.at, 'times', s.times, 'what', s.event,
           'ground', s.ground) order by s.at, s.event), '[]')
    from shown s
$$;
