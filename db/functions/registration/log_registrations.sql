-- R20: who registered, repeated or was refused, and when. A professional who is answered from what was kept under an Idempotency-Key repeats as well:
-- they see the signal and its match again. A professional who is refused for R1 is of their organisation all the same: the supervisor finds it
-- there (R5).
create function log_registrations(p_registrations registration[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id)
  select p_now,
         case when r.outcome = 'created' then 'signal_registered'
              when r.outcome = 'existing' or r.outcome like 'replayed-%' then 'signal_repeated'
              else 'registration_refused' end::logbook_event,
         'Jw 7.1.4.1', r.professional_id, r.organisation_id,
         case when r.outcome like 'replayed-%' then (young_persons_of_signals(array[r.signal_id]))[1] else r.young_person_id end,
         case when r.outcome in ('created', 'existing') or r.outcome like 'replayed-%' then r.signal_id end
    from unnest(p_registrations) r
   where r.outcome <> 'created-before'
   order by r.ord;
end
$$;
