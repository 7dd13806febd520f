-- R20: who registered, repeated or was refused, and when. A professional who is answered from what was kept under an Idempotency-Key repeats as well:
-- they see the signal and its match again. A professional who is refused for R1 is of their organisation all the same: the supervisor finds it
-- there (R5).
create function log_registrations(p_registrations registration[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id)
  select p_now,
         case r.outcome when 'created' then 'signal_registered'
                        when 'existing' then 'signal_repeated'
                        when 'replayed-created' then 'signal_repeated'
                        when 'replayed-existing' then 'signal_repeated'
                        else 'registration_refused' end::logbook_event,
         'Jw 7.1.4.1', r.professional_id,
         coalesce(r.organisation_id, (select a.organisation_id from account a where a.id = r.professional_id)),
         case when r.outcome like 'replayed-%' then (young_persons_of_signals(array[r.signal_id]))[1] else r.young_person_id end,
         case when r.outcome in ('created', 'existing') or r.outcome like 'replayed-%' then r.signal_id end
    from unnest(p_registrations) r
   where r.outcome <> 'created-before'
   order by r.ord;
end
$$;

-- Keep what was answered under an Idempotency-Key, in the transaction that did the work; anew where it had to be forgotten meanwhile.
create function keep_answers(p_items registration_item[], p_registrations registration[], p_now timestamptz)
  returns void
  language plpgsql volatile
as $$
begin
  insert into idempotency_key (account_id, key, signal_id, body_digest, outcome, answer, created_at)
  select r.professional_id, d.key, r.signal_id, d.body, replace(r.outcome, '-before', ''), r.answer, p_now
    from unnest(p_items) i
    join unnest(p_registrations) r using (ord)
   cross join lateral digests_of(i.idempotency_key, i.body_digest, i.more_digests) d
   where r.outcome in ('created', 'created-before', 'existing')
      on conflict (account_id, key) do update set answer = excluded.answer
         where idempotency_key.answer is null and idempotency_key.signal_id = excluded.signal_id;
end
$$;
