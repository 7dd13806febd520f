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

-- A municipality of today, and how to reach a privacy officer of it: the one who holds that role longest.
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
