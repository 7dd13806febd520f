-- R15, R17: on the arrival of a signal beside others, everyone with an active signal on the young person is told,
-- the newcomer included, the deputy of somebody who is away (R3), and the follow-up officers of the municipalities
-- concerned. Signals of one batch count in
-- their order, so that what is told is the same as if they had arrived one by one.
create function enqueue_notifications(p_registrations registration[], p_now timestamptz, p_today date)
  returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with present as materialized (
    select mp.match_id, mp.signal_id, mp.professional_id, mp.municipality_code, coalesce(r.ord, -1) as ord
      from (select distinct p.match_id from unnest(p_registrations) r
              join match_participant p on p.signal_id = r.signal_id
             where r.outcome = 'created') touched
      join match_participant mp on mp.match_id = touched.match_id and mp.left_at is null
      left join unnest(p_registrations) r on r.signal_id = mp.signal_id and r.outcome = 'created'
  ), arrival as materialized (
    select n.match_id, n.signal_id, n.ord,
           case when count(*) = 2 then 'match_created' else 'participant_joined' end::notification_event as event,
           array_agg(distinct municipality_on(o.municipality_code, p_today)) as municipalities
      from present n
      join present o on o.match_id = n.match_id and (o.ord < n.ord or o.signal_id = n.signal_id)
     where n.ord >= 0
     group by n.match_id, n.signal_id, n.ord
    having count(*) > 1
  ), recipient as (
    select a.match_id, a.signal_id, a.ord, a.event, o.professional_id as account_id, 'professional'::role_name as role,
           null::uuid as on_behalf_of
      from arrival a
      join present o on o.match_id = a.match_id and (o.ord < a.ord or o.signal_id = a.signal_id)
    union all
    select a.match_id, a.signal_id, a.ord, a.event, d.deputy_id, 'professional', d.professional_id
      from arrival a
      join present o on o.match_id = a.match_id and (o.ord < a.ord or o.signal_id = a.signal_id)
      join deputies_on(p_today) d on d.professional_id = o.professional_id
    union all
    select a.match_id, a.signal_id, a.ord, a.event, f.account_id, f.role, null
      from arrival a
      join roles_on(p_today) f on f.role = 'follow_up_officer' and f.municipality_code = any (a.municipalities)
  ), told as (
    insert into notification (id, event, signal_id, match_id, recipient_id, recipient_role, on_behalf_of, created_at,
                              next_attempt_at)
    select new_id(p_now), event, signal_id, match_id, account_id, role, on_behalf_of, p_now, p_now
      from (select distinct on (ord, account_id) * from recipient
             order by ord, account_id, on_behalf_of nulls first, role) once
    returning id, event, match_id, signal_id, recipient_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, signal_id, match_id, notification_id)
    select p_now, 'notification_made', ground_to_tell(event), recipient_id, signal_id, match_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
