-- R20: who registered a signal, also after a hand-over; by the logbook, which finds it by the young person. None where there is
-- no such line.
create function registered_by(s signal) returns uuid
  language sql stable
as $$
  select l.actor_id from logbook l
   where l.young_person_id = s.young_person_id and l.signal_id = s.id and l.event = 'signal_registered'
   limit 1
$$;

-- R21 (GDPR 14): whether the actor took a signal of their own over from the colleague who registered it (R3). A yes or no, and not who; no where
-- that is not known.
create function has_taken_over(p_signal_id uuid) returns boolean
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select coalesce(bool_or(registered_by(s) <> s.professional_id), false)
    from signal s where s.id = p_signal_id and s.professional_id = acting_professional()
$$;
