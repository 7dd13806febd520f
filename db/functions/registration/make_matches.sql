-- R15 (Jw 7.1.2.3 c): two active signals of different professionals on one young person make a match; a further one joins it. The young
-- persons are locked, so those who stood there and those who arrived are all there are. Called after what arrived is stored.
--
-- R15, R17: everyone with an active signal on the young person is told of an arrival, the newcomer included, the deputy of somebody who is away
-- (R3), and the follow-up officers of the municipalities concerned. R22: for the professional who registered it counts as one match, of the kind that
-- the farthest of those present makes it. Signals of one batch count in their order, so that what is told and counted is the same as if they had
-- arrived one by one.
--
-- All lines of the logbook are one INSERT. Says how many were told.
create function make_matches(p_registrations registration[], p_standing standing_signal[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with present as materialized (
    select p.*, municipality_on(p.municipality_code, p_today) as municipality
      from (select s.young_person_id, s.id as signal_id, s.professional_id, s.organisation_id, s.municipality_code, -1 as ord
              from unnest(p_standing) s
             union all
            select r.young_person_id, r.signal_id, r.professional_id, r.organisation_id, r.municipality_code, r.ord
              from unnest(p_registrations) r where r.outcome = 'created') p
  ), arrival as materialized (
    select n.ord, n.young_person_id, n.signal_id, n.professional_id, n.organisation_id, n.municipality_code,
           count(*) as together,
           case when count(*) = 2 then 'match_created' else 'participant_joined' end::notification_event as event,
           array_agg(distinct o.municipality) as municipalities,
           case when bool_or(o.municipality <> n.municipality) then 'matches_across_municipalities'
                when bool_or(o.organisation_id <> n.organisation_id) then 'matches_within_municipality'
                when count(*) > 1 then 'matches_within_organisation'
           end::activity_measure as met
      from present n
      join present o on o.young_person_id = n.young_person_id and (o.ord < n.ord or o.signal_id = n.signal_id)
     where n.ord >= 0
     group by n.ord, n.young_person_id, n.signal_id, n.professional_id, n.organisation_id, n.municipality_code
  ), touched as materialized (
    select distinct young_person_id from arrival where together > 1
  ), open_match as materialized (
    select m.id, m.young_person_id from touched t
      join match m on m.young_person_id = t.young_person_id and m.closed_at is null
  ), made as (
    insert into match (id, young_person_id, created_at)
    select new_id(p_now), t.young_person_id, p_now from touched t
     where not exists (select from open_match o where o.young_person_id = t.young_person_id)
    returning id, young_person_id
  ), meeting as materialized (
    select id, young_person_id from open_match union all select id, young_person_id from made
  ), joined as (
    insert into match_participant (match_id, signal_id, professional_id, municipality_code, joined_at)
    select m.id, p.signal_id, p.professional_id, p.municipality_code, p_now
      from meeting m
      join present p on p.young_person_id = m.young_person_id
     where not exists (select from match_participant mp where mp.signal_id = p.signal_id and mp.left_at is null)
    returning match_id, signal_id
  ), recipient as (
    select a.ord, a.young_person_id, a.signal_id, a.event, o.professional_id as account_id, 'professional'::role_name as role, null::uuid as on_behalf_of
      from arrival a
      join present o on o.young_person_id = a.young_person_id and (o.ord < a.ord or o.signal_id = a.signal_id)
     where a.together > 1
    union all
    select a.ord, a.young_person_id, a.signal_id, a.event, d.deputy_id, 'professional', d.professional_id
      from arrival a
      join present o on o.young_person_id = a.young_person_id and (o.ord < a.ord or o.signal_id = a.signal_id)
      join deputies_on(p_today) d on d.professional_id = o.professional_id
     where a.together > 1
    union all
    select a.ord, a.young_person_id, a.signal_id, a.event, f.account_id, f.role, null
      from arrival a
      join roles_on(p_today) f on f.role = 'follow_up_officer' and f.municipality_code = any (a.municipalities)
     where a.together > 1
  ), told as (
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, on_behalf_of, created_at, next_attempt_at)
    select new_id(p_now), once.event, once.signal_id, m.id, once.account_id, once.role, once.on_behalf_of, p_now, p_now
      from (select distinct on (ord, account_id) * from recipient
             order by ord, account_id, on_behalf_of nulls first, role) once
      join meeting m using (young_person_id)
    returning id, event, match_id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, match_id, notification_id)
    select p_now, 'match_created'::logbook_event, 'Jw 7.1.2.3 c', null::uuid, null::uuid, young_person_id, null::uuid, id, null::uuid from made
     union all
    select p_now, 'match_joined', 'Jw 7.1.2.3 c', p.professional_id, p.organisation_id, p.young_person_id, p.signal_id, j.match_id, null
      from joined j join present p using (signal_id)
     union all
    select p_now, 'notification_made', ground_to_tell(event), recipient_id, null, null, signal_id, match_id, id from told
  ), counted as (
    -- The last rows that are locked, as in count_signals.
    insert into activity as a (quarter, municipality_code, organisation_id, professional_id, measure, count, months)
    select date_trunc('quarter', p_today::timestamp)::date, n.municipality_code, n.organisation_id, n.professional_id,
           m.measure, count(*), month_bit(p_today)
      from arrival n
     cross join lateral (values ('signals'::activity_measure), (n.met)) m(measure)
     where m.measure is not null
     group by n.municipality_code, n.organisation_id, n.professional_id, m.measure
     order by n.municipality_code, n.organisation_id, n.professional_id, m.measure
        on conflict (quarter, municipality_code, organisation_id, professional_id, measure)
        do update set count = a.count + excluded.count, months = a.months | excluded.months
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
