-- R14 (Jw 7.1.4.6 lid 2): a professional who registers a young person of whom signals are archived is told of them; that professional
-- alone, and of each archived signal once, also where they register again. What has been archived for its term is not there
-- any more, whether or not the daily work has come by (R13). The young persons are locked.
create function tell_of_archive(p_registrations registration[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  how_many int;
begin
  with found as materialized (
    select r.professional_id, r.signal_id, r.young_person_id, a.id as archived_signal_id
      from unnest(p_registrations) r
      join archived_signal a on a.young_person_id = r.young_person_id
     where r.outcome = 'created' and is_archived(a.until_date, p_today)
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
    select p_now, 'notification_made', ground_to_tell('archived_signals_found'), t.recipient_id, f.young_person_id, t.signal_id, t.id
      from told t join (select distinct signal_id, young_person_id from found) f using (signal_id)
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;

-- R14: what the actor was told of, newest first, as far as they have an active signal of their own on the young person today:
-- a row for each archived signal, the rows of so many notices. Identity and contact details of whose it was, when it was
-- registered and ended, and never why; the young person only for the logbook (R20).
create function archive_notices(p_after uuid, p_limit int)
  returns table (id uuid, made_at timestamptz, signal_id uuid, young_person_id uuid, archived_signal_id uuid,
                 registered_at timestamptz, ended_date date, contact jsonb)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  with mine as materialized (
    select n.notification_id, n.made_at, s.id as signal_id, a.id as archived_id
      from archive_notice n
      join archived_signal a on a.id = n.archived_signal_id and is_archived(a.until_date, acting_day())
      join signal s on s.young_person_id = a.young_person_id and s.professional_id = n.professional_id
                   and is_active(s.removal_date, acting_day())
     where n.professional_id = acting_professional() and (p_after is null or n.notification_id < p_after)
  ), shown as (
    select distinct notification_id from mine order by notification_id desc limit p_limit
  )
  select m.notification_id, m.made_at, m.signal_id, a.young_person_id, a.id, a.registered_at, a.ended_date,
         jsonb_build_object('name', w.name, 'jobTitle', w.job_title, 'email', w.email, 'phone', w.phone,
                            'organisation', jsonb_build_object('id', o.id, 'name', o.name, 'domain', o.domain))
    from shown
    join mine m using (notification_id)
    join archived_signal a on a.id = m.archived_id
    join account w on w.id = a.professional_id
    join organisation o on o.id = a.organisation_id
   order by m.notification_id desc, a.ended_date desc, a.id
$$;
