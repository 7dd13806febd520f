-- R10 (Jw 7.1.4.5 lid 1): a coordinator ends every signal of somebody who leaves the organisation, on the ground that the
-- professional would have ended them on. Says how many they were, and how many notifications that made.
create function end_signals_of(p_professional_id uuid, p_reason end_reason, p_now timestamptz)
  returns table (ended int, notified int)
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
  return query
    select cardinality(ending),
           end_signals(ending, p_reason, acting_day(), 'Jw 7.1.4.5 lid 1', acting_account(), p_professional_id, p_now, acting_day());
end
$$;
