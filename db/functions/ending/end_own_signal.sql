-- R10 (Jw 7.1.4.5 lid 1): the actor ends a signal of their own. Says how many notifications that made, or null where the signal
-- is not theirs, or no longer active: one and the same for everybody who asks (R6).
create function end_own_signal(p_signal_id uuid, p_reason end_reason, p_now timestamptz) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if p_reason not in ('unfounded', 'risk_gone') then
    raise exception 'no reason that a professional ends a signal for' using errcode = 'insufficient_privilege';
  end if;
  if not hold_own_signal(p_signal_id) then
    return null;
  end if;
  return end_signals(array[p_signal_id], p_reason, acting_day(), 'Jw 7.1.4.5 lid 1', acting_professional(), null, p_now,
                     acting_day());
end
$$;
