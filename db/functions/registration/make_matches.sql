-- R15 (Jw 7.1.2.3 c): two active signals of different professionals on one young person make a match; a further
-- one joins it. The young persons are locked, so what is active now is all there is.
create function make_matches(p_registrations registration[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  with touched as materialized (
    select distinct young_person_id from unnest(p_registrations) where outcome = 'created'
  ), active as materialized (
    select s.id, s.young_person_id, s.professional_id, s.municipality_code, s.organisation_id,
           count(*) over (partition by s.young_person_id) as together
      from touched t
      join signal s on s.young_person_id = t.young_person_id
  ), open_match as materialized (
    select m.id, m.young_person_id from touched t
      join match m on m.young_person_id = t.young_person_id and m.closed_at is null
  ), made as (
    insert into match (id, young_person_id, created_at)
    select new_id(p_now), t.young_person_id, p_now from touched t
     where exists (select from active a where a.young_person_id = t.young_person_id and a.together > 1)
       and not exists (select from open_match o where o.young_person_id = t.young_person_id)
    returning id, young_person_id
  ), joined as (
    insert into match_participant (match_id, signal_id, professional_id, municipality_code, joined_at)
    select m.id, a.id, a.professional_id, a.municipality_code, p_now
      from (select * from open_match union all select * from made) m
      join active a on a.young_person_id = m.young_person_id
     where not exists (select from match_participant p where p.signal_id = a.id and p.left_at is null)
    returning match_id, signal_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, match_id)
  select p_now, 'match_created'::logbook_event, 'Jw 7.1.2.3 c', null, null, young_person_id, null, id from made
  union all
  select p_now, 'match_joined', 'Jw 7.1.2.3 c', a.professional_id, a.organisation_id, a.young_person_id, a.id,
         j.match_id
    from joined j join active a on a.id = j.signal_id;
end
$$;
