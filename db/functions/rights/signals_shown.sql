-- Who has an active signal, since when, and what became of it.
create function signals_shown(p_young_person_id uuid, p_codes text[]) returns jsonb
  language sql stable
as $$
  select coalesce(jsonb_agg(signal_history(p_young_person_id, s.id) || jsonb_build_object(
           'professional', person_shown(s.professional_id, s.organisation_id),
           'domain', o.domain, 'registeredAt', s.registered_at, 'removalDate', s.removal_date)
         order by s.registered_at, s.id), '[]')
    from signals_under(p_young_person_id, p_codes) s
    join organisation o on o.id = s.organisation_id
   where s.ended is null
$$;

create function archived_signals_shown(p_young_person_id uuid, p_codes text[]) returns jsonb
  language sql stable
as $$
  select coalesce(jsonb_agg(signal_history(p_young_person_id, s.id) || jsonb_build_object(
           'professional', person_shown(s.professional_id, s.organisation_id),
           'domain', o.domain, 'registeredAt', s.registered_at, 'endedDate', s.ended_date, 'ended', s.ended,
           'archivedUntilDate', s.until_date) order by s.registered_at, s.id), '[]')
    from signals_under(p_young_person_id, p_codes) s
    join organisation o on o.id = s.organisation_id
   where s.ended is not null
$$;

-- What became of a signal, active or archived, as the logbook tells: who registered it, every hand-over to a colleague and every renewal
-- (R3, R12).
create function signal_history(p_young_person_id uuid, p_signal_id uuid) returns jsonb
  language sql stable
as $$
  with line as materialized (
    select l.* from logbook l
     where l.young_person_id = p_young_person_id and l.signal_id = p_signal_id
       and l.event in ('signal_registered', 'signal_handed_over', 'signal_renewed')
  )
  select jsonb_build_object(
           'registeredBy', (select person_shown(l.actor_id, l.organisation_id) from line l
                             where l.event = 'signal_registered' order by l.id limit 1),
           'handOvers', (select coalesce(jsonb_agg(jsonb_build_object(
                                  'to', person_shown(l.account_id, l.organisation_id), 'at', l.occurred_at) order by l.id), '[]')
                           from line l where l.event = 'signal_handed_over'),
           'renewedAt', (select coalesce(jsonb_agg(l.occurred_at order by l.id), '[]') from line l where l.event = 'signal_renewed'))
$$;
