-- R6: somebody who registers to look, and withdraws, is seen. A registration that made a match or joined one, and is ended as
-- unfounded within 24 hours, is reported to the coordinators of the organisation and to the municipality; who registered, and
-- nothing of the young person. Says how many are told. Called before the signals are gone.
--
-- It names who looked, and so not who holds the signal after a hand-over: that a coordinator knows, and who ended it stands in
-- the logbook.
--
-- That a registration met others is known by what it set off (make_matches), and not by instants: two that come in the
-- same one meet in their order.
create function report_quick_withdrawals(p_signal_ids uuid[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  quick constant uuid[] := array(
    select s.id from signal s
     where s.id = any (p_signal_ids) and p_now - s.registered_at <= interval '24 hours'
       and exists (select from notification n
                    where n.signal_id = s.id and n.event in ('match_created', 'participant_joined')));
  how_many int;
begin
  if cardinality(quick) = 0 then
    return 0;
  end if;
  with found as (
    insert into quick_withdrawal (id, professional_id, organisation_id, municipality_code, registered_at, ended_at)
    select new_id(p_now), coalesce(registered_by(s), s.professional_id), s.organisation_id, s.municipality_code,
           s.registered_at, p_now
      from signal s where s.id = any (quick)
    returning *
  ), logged as (
    insert into logbook (occurred_at, event, ground, account_id, organisation_id, municipality_code)
    select p_now, 'quick_withdrawal_found', 'Jw 7.1.2.1 lid 3', professional_id, organisation_id, municipality_code from found
  ), recipient as (
    select f.id, r.account_id, r.role
      from found f
      join roles_on(p_today) r
        on r.role = 'coordinator' and r.organisation_id = f.organisation_id
        or r.role in ('municipal_administrator', 'privacy_officer')
           and r.municipality_code = municipality_on(f.municipality_code, p_today)
  ), told as (
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'quick_withdrawal', account_id, role, p_now, p_now
      from (select distinct on (id, account_id) * from recipient order by id, account_id, role) once
    returning id, recipient_id
  ), noted as (
    insert into logbook (occurred_at, event, ground, actor_id, notification_id)
    select p_now, 'notification_made', ground_to_tell('quick_withdrawal'), recipient_id, id from told
  )
  select count(*) into how_many from told;
  return how_many;
end
$$;

-- R3, R4, R6: the quick withdrawals that are the actor's to look into, newest first: of the organisation that they coordinate, or
-- of the municipalities that they administer or guard the privacy of.
create function quick_withdrawals_in_sight(p_after uuid, p_limit int)
  returns table (id uuid, professional_id uuid, name text, organisation_id uuid, organisation_name text, municipality_code text,
                 registered_at timestamptz, ended_at timestamptz)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select q.id, q.professional_id, a.name, o.id, o.name, municipality_on(q.municipality_code, acting_day()), q.registered_at,
         q.ended_at
    from quick_withdrawal q
    join account a on a.id = q.professional_id
    join organisation o on o.id = q.organisation_id
   where (q.organisation_id = coordinated_organisation()
          or q.municipality_code = any (administered_codes()) or q.municipality_code = any (privacy_codes()))
     and (p_after is null or q.id < p_after)
   order by q.id desc
   limit p_limit
$$;
