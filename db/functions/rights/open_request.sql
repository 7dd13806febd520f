-- R21 (Jw 7.1.5): a privacy officer opens a request of a data subject. It concerns the signals under the codes of the municipality,
-- which is the controller of those (Jw 7.1.2.2 lid 3), and a young person is tied to it only where there are some. Somebody known
-- elsewhere alone is like somebody unknown: nothing of them is kept, and what is answered from here on is the same (R6). The
-- number goes no further than the look by its index, and the birth date no further than an age group. A number with another birth
-- date than registrations there have is a number of somebody else, written down by mistake: like somebody unknown. Of a rectification both
-- dates are stated: the registered one, to check the number by, and the one that should be.
--
-- False where the officer has opened as many as anybody may in a day: a brake on looking by asking (R6).
create function open_request(
    p_id uuid, p_kind request_kind, p_municipality_code text, p_index_values jsonb, p_age_group age_group,
    p_registered daterange, p_stated daterange, p_due_date date, p_most_a_day int, p_now timestamptz)
  returns boolean
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  codes text[];
  person uuid;
begin
  if p_municipality_code is null or p_municipality_code <> all (privacy_codes()) then
    raise exception 'not a municipality of the actor' using errcode = 'insufficient_privilege';
  end if;
  perform hold_key_versions(p_index_values, null);
  perform pg_advisory_xact_lock(request_lock(), hashtext(acting_account()::text));
  if (select count(*) from subject_request q
       where q.opened_by = acting_account() and q.opened_at > p_now - interval '1 day') >= p_most_a_day then
    return false;
  end if;

  person := (select x.young_person_id
               from jsonb_to_recordset(p_index_values) as v(version smallint, value bytea)
               join identity_index x on x.key_version = v.version and x.value = v.value
              limit 1);
  perform hold_young_persons(array_remove(array[person], null));
  codes := codes_of_request(p_municipality_code);
  if not lies_under(person, codes) or not is_stated_under(person, codes, p_registered) then
    person := null;
  end if;

  insert into subject_request (id, kind, municipality_code, opened_by, opened_at, young_person_id, age_group,
                               stated_destruction_date, stated_earliest_date, due_date)
  values (p_id, p_kind, p_municipality_code, acting_account(), p_now, person, p_age_group,
          upper(p_stated) - 1, nullif(lower(p_stated), upper(p_stated) - 1), p_due_date);
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, municipality_code, request_id)
  values (p_now, 'request_opened', 'Jw 7.1.5', acting_account(), person, p_municipality_code, p_id);
  if p_kind <> 'access' then
    perform ask_for_advice(p_id, person, codes, p_now);
  end if;
  return true;
end
$$;

-- Under which codes the signals stand that a request to a municipality concerns today, also after a merger (R4).
create function codes_of_request(p_municipality_code text) returns text[]
  language sql stable
as $$
  select codes_of_municipality(municipality_on(p_municipality_code, acting_day()),
                                         acting_day())
$$;

-- Whether a registration under some codes, active or archived, states a birth date that can be the one asked about (R9), by the days on which somebody
-- may turn 23. Of one that kept none it is that of the young person. What is stated elsewhere alone names nobody here: else guessing would find it (R6).
create function is_stated_under(p_young_person_id uuid, p_codes text[], p_days daterange) returns boolean
  language sql stable
as $$
  select exists (
    select from young_person y
      join (select young_person_id, municipality_code, stated_earliest_date, stated_destruction_date from signal
            union all
            select young_person_id, municipality_code, stated_earliest_date, stated_destruction_date from archived_signal) r
        on r.young_person_id = y.id and r.municipality_code = any (p_codes)
     where y.id = p_young_person_id
       and stated_days(r.stated_earliest_date, r.stated_destruction_date, y.destruction_date) && p_days)
$$;

-- Whether there is anything about a young person under some codes today, active or archived (R8, R13).
create function lies_under(p_young_person_id uuid, p_codes text[]) returns boolean
  language sql stable
as $$
  select exists (select from young_person y where y.id = p_young_person_id and is_under_23(y.destruction_date, acting_day()))
     and (exists (select from signal s
                   where s.young_person_id = p_young_person_id and s.municipality_code = any (p_codes))
          or exists (select from archived_signal a
                      where a.young_person_id = p_young_person_id and a.municipality_code = any (p_codes)
                        and is_archived(a.until_date, acting_day())))
$$;

-- R21: a professional with an active signal that the request concerns is asked for advice, once. Who stands in for somebody is not, since
-- the signal is not theirs.
create function ask_for_advice(p_request_id uuid, p_young_person_id uuid, p_codes text[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  with asked as (
    insert into subject_request_advice (request_id, professional_id, asked_at)
    select p_request_id, s.professional_id, p_now
      from signal s
     where s.young_person_id = p_young_person_id and s.municipality_code = any (p_codes) and is_active(s.removal_date, acting_day())
     order by s.id
    returning professional_id
  ), told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, request_id, created_at, next_attempt_at)
    select new_id(p_now), 'advice_asked', s.id, s.professional_id, 'professional', p_request_id, p_now, p_now
      from signal s join asked a using (professional_id)
     where s.young_person_id = p_young_person_id
    returning id, signal_id, recipient_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, signal_id, notification_id, request_id)
  select p_now, 'notification_made', ground_to_tell('advice_asked'), recipient_id, p_young_person_id, signal_id, id, p_request_id from told;
end
$$;

-- R20: each look of an officer at a request, or what else they did with it, with the pseudonym of whom it concerns, so that it shows to
-- them.
create function log_request_looks(p_request_ids uuid[], p_event logbook_event, p_now timestamptz) returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, municipality_code, request_id)
  select p_now, p_event, 'Jw 7.1.5', acting_account(), q.young_person_id, q.municipality_code, q.id
    from subject_request q
   where q.id = any (p_request_ids) and q.municipality_code = any (privacy_codes())
   order by q.id;
end
$$;
