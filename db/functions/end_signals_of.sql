-- R10 (Jw 7.1.4.5 lid 1): a coordinator ends every signal of somebody who leaves the organisation, on the ground that the
-- professional would have ended them on, and says how many they were.
create function end_signals_of(p_professional_id uuid, p_reason end_reason, p_now timestamptz) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  ending uuid[];
begin
  if p_reason not in ('unfounded', 'risk_gone') then
    raise exception 'no reason that a professional ends a signal for' using errcode = 'insufficient_privilege';
  end if;
  ending := hold_signals_of(p_professional_id, p_now);
  perform end_handled_signals(ending, p_reason, 'Jw 7.1.4.5 lid 1', p_professional_id, p_now);
  return cardinality(ending);
end
$$;

-- Ends signals whose young persons are locked; the logbook says who did it, and about whom (R20).
create function end_handled_signals(
    p_signal_ids uuid[], p_reason end_reason, p_ground text, p_account_id uuid, p_now timestamptz)
  returns void
  language plpgsql volatile
as $$
begin
  with ended as (
    update signal set ended_at = p_now, end_reason = p_reason where id = any (p_signal_ids)
    returning id, young_person_id, organisation_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, account_id)
  select p_now, 'signal_ended', p_ground, acting_account(), organisation_id, young_person_id, id, p_account_id from ended;
  perform leave_matches(p_signal_ids, p_now);
end
$$;
