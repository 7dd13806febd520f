-- R6: whoever registers to look, and withdraws, is seen. A registration that met others, on arrival, and is ended as unfounded
-- within 24 hours is reported to the coordinators of the organisation and to the municipality; who did so, and nothing of
-- the young person. Called before the signals are gone.
create function report_quick_withdrawals(p_signal_ids uuid[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  quick constant uuid[] := array(
    select s.id from signal s
     where s.id = any (p_signal_ids) and p_now - s.registered_at <= interval '24 hours'
       and exists (select from match_participant p where p.signal_id = s.id and p.joined_at = s.registered_at));
  how_many int;
begin
  if cardinality(quick) = 0 then
    return 0;
  end if;
  with found as (
    insert into quick_withdrawal (id, professional_id, organisation_id, municipality_code, registered_at, ended_at)
    select new_id(p_now), s.professional_id, s.organisation_id, s.municipality_code, s.registered_at, p_now
      from signal s where s.id = any (quick)
    returning *
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id, municipality_code)
    select p_now, 'quick_withdrawal_found', 'Jw 7.1.2.1 lid 3', professional_id, organisation_id, municipality_code from found
  ), recipient as (
    select distinct f.id, r.account_id, r.role
      from found f
      join role_assignment r on r.from_date <= p_today and (r.until_date is null or p_today < r.until_date)
       and (r.role = 'coordinator' and r.organisation_id = f.organisation_id
            or r.role in ('municipal_administrator', 'privacy_officer')
               and r.municipality_code = municipality_on(f.municipality_code, p_today))
  ), told as (
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'quick_withdrawal', account_id, role, p_now, p_now
      from (select distinct on (id, account_id) * from recipient order by id, account_id, role) once
    returning id, recipient_id
  ), noted as (
    insert into logbook (occurred_at, event, ground, actor_id, notification_id)
    select p_now, 'notification_made', 'Jw 7.1.2.1 lid 3', recipient_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;
