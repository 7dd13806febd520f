-- R10 (Jw 7.1.4.5 lid 1): the actor ends a signal of their own. False where it is not theirs, or no longer active: one and the
-- same for whoever asks (R6).
create function end_own_signal(p_signal_id uuid, p_reason end_reason, p_now timestamptz) returns boolean
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if p_reason not in ('unfounded', 'risk_gone') then
    raise exception 'no reason that a professional ends a signal for' using errcode = 'insufficient_privilege';
  end if;
  if not hold_own_signal(p_signal_id) then
    return false;
  end if;
  perform end_signals(array[p_signal_id], p_reason, acting_day(), 'Jw 7.1.4.5 lid 1', acting_professional(), null, p_now,
                      acting_day());
  return true;
end
$$;

-- R12: the actor judges anew that a signal of theirs still holds: its term starts again, for as long as the convenant under
-- which they may register there today allows, or less where they say so. What they were asked before the day on which that
-- would come to be asked again counts as asked. Refused like a registration where they may not register there any more (R1).
create function renew_own_signal(p_signal_id uuid, p_removal_date date, p_now timestamptz)
  returns table (outcome text, removal_date date)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := acting_day();
  known signal;
  under record;
  latest date;
begin
  if not hold_own_signal(p_signal_id) then
    return query select 'not-found', null::date;
    return;
  end if;
  select s.* into known from signal s where s.id = p_signal_id;
  select r.* into under from right_to_register(known.professional_id, today) r
   where r.municipality_code = municipality_on(known.municipality_code, today);
  if not found then
    return query select 'not-permitted', null::date;
    return;
  end if;
  latest := (today + make_interval(months => under.longest_term_months))::date;
  if p_removal_date > latest then
    return query select 'removal-date-beyond-term', null::date;
    return;
  end if;
  select least(y.destruction_date, coalesce(p_removal_date, latest)) into latest
    from young_person y where y.id = known.young_person_id;
  update signal s set removal_date = latest, convenant_id = under.convenant_id where s.id = p_signal_id;
  perform count_as_reminded(p_signal_id, latest, p_now, today);
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, day)
  values (p_now, 'signal_renewed', 'Jw 7.1.4.5 lid 2', known.professional_id, known.organisation_id, known.young_person_id,
          known.id, latest);
  return query select 'renewed', latest;
end
$$;

-- Locks the young person of an active signal of the actor's own, and says whether it is still there once that is done.
create function hold_own_signal(p_signal_id uuid) returns boolean
  language plpgsql volatile
as $$
declare
  young_person uuid;
begin
  select s.young_person_id into young_person from signal s
   where s.id = p_signal_id and s.professional_id = acting_professional() and s.removal_date > acting_day();
  if young_person is null then
    return false;
  end if;
  perform hold_young_persons(array[young_person]);
  return exists (
    select from signal s join young_person y on y.id = s.young_person_id and y.destruction_date > acting_day()
     where s.id = p_signal_id and s.professional_id = acting_professional() and s.removal_date > acting_day());
end
$$;
