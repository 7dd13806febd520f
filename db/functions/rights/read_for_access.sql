-- R21 (Jw 7.1.5, GDPR 15): all that a granted request for access is answered from: what lies under the municipality that decided, the
-- archive included, which nothing else of the service can read so. Null where the actor has no such request. It can be had for a
-- month from the decision, so that a decision of once is no standing view of somebody; each time is logged with the pseudonym, here
-- and before it is read, so that it shows to the young person as well (R20).
create function read_for_access(p_request_id uuid, p_now timestamptz) returns jsonb
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := acting_day();
  request subject_request;
  codes text[];
  person uuid;
begin
  select q.* into request from subject_request q
   where q.id = p_request_id and q.municipality_code = any (privacy_codes())
     and q.kind = 'access' and q.decision = 'granted'
     and today <= day_of(q.decided_at) + interval '1 month';
  if not found then
    return null;
  end if;
  codes := codes_of_request(request.municipality_code);
  perform hold_young_persons(array_remove(array[request.young_person_id], null));
  if lies_under(request.young_person_id, codes) then
    person := request.young_person_id;
    perform end_lapsed_signals(array[person], p_now, today);
  end if;
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, municipality_code, request_id)
  values (p_now, 'access_document_made', 'Jw 7.1.5', acting_account(), person, request.municipality_code, p_request_id);

  return jsonb_build_object(
    'ageGroup', request.age_group,
    'openedAt', request.opened_at,
    'dueDate', request.due_date,
    'municipality', municipality_shown(request.municipality_code),
    'youngPerson', (select jsonb_build_object('id', y.id, 'bsnSealed', encode(y.bsn_sealed, 'hex'),
                                              'sealKeyVersion', y.seal_key_version,
                                              'birthdays23', birthdays_under(person, codes))
                      from young_person y where y.id = person),
    'signals', signals_shown(person, codes),
    'archivedSignals', archived_signals_shown(person, codes),
    'notifications', notifications_shown(person, codes),
    'looks', looks_shown(person, codes));
end
$$;

-- Who somebody is to whom a document tells of them: for whom they worked then, where that is said, or work now.
create function person_shown(p_account_id uuid, p_organisation_id uuid) returns jsonb
  language sql stable
as $$
  select jsonb_build_object(
           'name', a.name, 'jobTitle', a.job_title,
           'organisation', coalesce(
             (select o.name from organisation o where o.id = coalesce(p_organisation_id, a.organisation_id)),
             (select 'Gemeente ' || m.name
                from role_assignment r
                join municipality m on m.code = municipality_on(r.municipality_code, acting_day())
               where r.account_id = a.id order by r.from_date desc, m.code limit 1),
             'Verwijsindex'))
    from account a where a.id = p_account_id
$$;

-- A municipality of today, and how to reach a privacy officer of it: whoever holds that role longest.
create function municipality_shown(p_municipality_code text) returns jsonb
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select jsonb_build_object(
           'name', m.name,
           'contact', (select jsonb_build_object('email', a.email, 'phone', a.phone)
                         from roles_on(acting_day()) r join account a on a.id = r.account_id
                        where r.role = 'privacy_officer' and r.municipality_code = m.code
                        order by r.from_date, r.id limit 1))
    from municipality m
   where m.code = municipality_on(p_municipality_code, acting_day()) and acting_account() is not null
$$;

-- The signals of a young person under some codes, active or archived.
create function signals_under(p_young_person_id uuid, p_codes text[])
  returns table (id uuid, professional_id uuid, organisation_id uuid, registered_at timestamptz, removal_date date, ended_date date,
                 ended end_reason, until_date date, stated daterange)
  language sql stable
as $$
  select s.id, s.professional_id, s.organisation_id, s.registered_at, s.removal_date, null::date, null::end_reason, null::date,
         stated_days(s.stated_earliest_date, s.stated_destruction_date, null)
    from signal s
   where s.young_person_id = p_young_person_id and s.municipality_code = any (p_codes)
     and is_active(s.removal_date, acting_day())
  union all
  select a.id, a.professional_id, a.organisation_id, a.registered_at, null, a.ended_date, a.reason, a.until_date,
         stated_days(a.stated_earliest_date, a.stated_destruction_date, null)
    from archived_signal a
   where a.young_person_id = p_young_person_id and a.municipality_code = any (p_codes)
     and is_archived(a.until_date, acting_day())
$$;

-- R8, R9: the days on which the 23rd birthday may be, as registrations under some codes state it. What holds may be later or better known, by what was
-- stated elsewhere, and that is not told (R6): only where none of these kept what it stated. Null where by all of them it has come, and somebody else's
-- date holds.
create function birthdays_under(p_young_person_id uuid, p_codes text[]) returns jsonb
  language plpgsql stable
as $$
declare
  stated constant daterange[] := array(
    select s.stated from signals_under(p_young_person_id, p_codes) s where s.stated is not null);
  held daterange := days_that_hold(stated);
begin
  if held is null then
    select stated_days(null, y.destruction_date, null) into held from young_person y where y.id = p_young_person_id;
  end if;
  return case when upper(held) - 1 > acting_day()
              then jsonb_build_object('earliest', lower(held), 'latest', upper(held) - 1) end;
end
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

-- When which signal came to which match, of a young person.
create function arrivals_in_matches(p_young_person_id uuid)
  returns table (signal_id uuid, match_id uuid, at timestamptz)
  language sql stable
as $$
  select l.signal_id, l.match_id, l.occurred_at from logbook l
   where l.young_person_id = p_young_person_id and l.event = 'match_joined'
$$;

-- In which matches the signals under some codes took part, active or archived, from when until when.
create function participations_under(p_young_person_id uuid, p_codes text[])
  returns table (match_id uuid, from_at timestamptz, until_date date)
  language sql stable
as $$
  select a.match_id, s.registered_at, s.ended_date
    from signals_under(p_young_person_id, p_codes) s
    join arrivals_in_matches(p_young_person_id) a on a.signal_id = s.id
$$;

-- R9: the signals under some codes that disagreed on registering with the birth date that these had until then.
create function disagreeing_under(p_young_person_id uuid, p_codes text[]) returns table (id uuid)
  language sql stable
as $$
  with own as materialized (
    select * from signals_under(p_young_person_id, p_codes)
  )
  select o.id from own o
   where not o.stated && days_that_hold(array(
           select e.stated from own e where e.registered_at <= o.registered_at and e.id <> o.id and e.stated is not null))
$$;

-- What was told to whom, of these signals, also once they were archived, and of the matches that they took part in meanwhile, and what
-- became of it (R14, R15, R17). That something is archived, or that birth dates disagree, is told only as far as it is about these signals
-- alone: it would tell of others (R6).
create function notifications_shown(p_young_person_id uuid, p_codes text[]) returns jsonb
  language sql stable
as $$
  with own as materialized (
    select id from signals_under(p_young_person_id, p_codes)
  ), part as materialized (
    select * from participations_under(p_young_person_id, p_codes)
  ), told as (
    select n.* from notification n
     where n.match_id in (select match_id from part)
       and (n.signal_id in (select id from own)
            or exists (select from part p
                        where p.match_id = n.match_id and took_part_at(p.from_at, p.until_date, n.created_at)))
    union all
    select n.* from notification n
     where n.match_id is null
       and case told_by(n.event)
             when 'archive' then n.id in (
               select a.notification_id from archive_notice a where a.archived_signal_id in (select id from own))
             when 'birth_dates' then n.signal_id in (select d.id from disagreeing_under(p_young_person_id, p_codes) d)
             when 'signal' then n.signal_id in (select id from own)
           end
  )
  select coalesce(jsonb_agg(jsonb_build_object(
           'event', t.event, 'recipient', person_shown(t.recipient_id, null),
           'onBehalfOf', person_shown(t.on_behalf_of, null), 'madeAt', t.created_at, 'state', t.state,
           'settledAt', t.settled_at, 'openedAt', t.opened_at) order by t.created_at, t.id), '[]')
    from told t
$$;
