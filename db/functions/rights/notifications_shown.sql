-- What was told to whom, of these signals, also once they were archived, and of the matches that they took part in meanwhile, and what
-- became of it (R14, R15, R17). That something is archived, or that birth dates disagree, is told only as far as it is about these signals
-- alone: it would tell of others (R6).
create function notifications_shown(p_young_person_id uuid, p_codes text[]) returns jsonb
  language sql stable
as $$
  with own as materialized (
    select id from signals_under(p_young_person_id, p_codes)
  ), part as materialized (
    select * from participations_under(p_young_person_id, p_codes)
  ), told as (
    select n.* from notification n
     where n.match_id in (select match_id from part)
       and (n.signal_id in (select id from own)
            or exists (select from part p
                        where p.match_id = n.match_id and took_part_at(p.from_at, p.until_date, n.created_at)))
    union all
    select n.* from notification n
     where n.match_id is null
       and case told_by(n.event)
             when 'archive' then n.id in (
               select a.notification_id from archive_notice a where a.archived_signal_id in (select id from own))
             when 'birth_dates' then n.signal_id in (select d.id from disagreeing_under(p_young_person_id, p_codes) d)
             when 'signal' then n.signal_id in (select id from own)
           end
  )
  select coalesce(jsonb_agg(jsonb_build_object(
           'event', t.event, 'recipient', person_shown(t.recipient_id, null),
           'onBehalfOf', person_shown(t.on_behalf_of, null), 'madeAt', t.created_at, 'state', t.state,
           'settledAt', t.settled_at, 'openedAt', t.opened_at) order by t.created_at, t.id), '[]')
    from told t
$$;
