-- R21: what the actor is asked to advise on: requests on which nothing is decided yet, with the signal of theirs that it concerns.
-- A professional who has none any more is no longer asked.
create function advice_requests()
  returns table (request_id uuid, kind request_kind, municipality_code text, opened_at timestamptz, due_date date, advice advice_choice,
                 advised_at timestamptz, signal_id uuid)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
begin
  return query
  select q.id, q.kind, municipality_on(q.municipality_code, acting_day()), q.opened_at, q.due_date, a.advice, a.advised_at, s.id
    from subject_request_advice a
    join subject_request q on q.id = a.request_id and q.decision is null
    join signal s on s.young_person_id = q.young_person_id and s.professional_id = a.professional_id
                 and is_active(s.removal_date, acting_day()) and s.municipality_code = any (codes_of_request(q.municipality_code))
   where a.professional_id = acting_professional();
end
$$;

-- R21: the actor advises, or advises otherwise, as long as nothing is decided: a choice, never a text (R7). False where they are not asked:
-- one and the same for everybody who asks (R6).
create function give_advice(p_request_id uuid, p_advice advice_choice, p_now timestamptz) returns boolean
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  asked record;
begin
  -- The officer who decides holds the request, and comes before or after.
  perform from subject_request q where q.id = p_request_id for share;
  select r.signal_id, s.young_person_id, s.organisation_id into asked
    from advice_requests() r join signal s on s.id = r.signal_id
   where r.request_id = p_request_id;
  if not found then
    return false;
  end if;
  update subject_request_advice a set advice = p_advice, advised_at = p_now
   where a.request_id = p_request_id and a.professional_id = acting_professional();
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, request_id)
  values (p_now, 'advice_given', 'Jw 7.1.5', acting_professional(), asked.organisation_id, asked.young_person_id,
          asked.signal_id, p_request_id);
  return true;
end
$$;

-- R21: who was asked about requests to a municipality of the actor, and what they advised.
create function advice_on_requests(p_request_ids uuid[])
  returns table (request_id uuid, professional_id uuid, professional jsonb, advice advice_choice, advised_at timestamptz)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
begin
  return query
  select a.request_id, a.professional_id, person_shown(a.professional_id, null), a.advice, a.advised_at
    from subject_request_advice a
    join subject_request q on q.id = a.request_id
    join account p on p.id = a.professional_id
   where q.id = any (p_request_ids) and q.municipality_code = any (privacy_codes())
   order by a.request_id, p.name, p.id;
end
$$;

-- R3, R21: what somebody was asked and has not advised on is asked of the colleague who takes their signals over. Called with the young persons
-- locked, once the signals are theirs.
create function hand_over_advice(p_signal_ids uuid[], p_from uuid, p_to uuid, p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  with asked as materialized (
    select a.request_id, s.id as signal_id, s.young_person_id
      from signal s
      join subject_request q on q.young_person_id = s.young_person_id and q.decision is null
      join subject_request_advice a on a.request_id = q.id and a.professional_id = p_from and a.advice is null
     where s.id = any (p_signal_ids) and s.municipality_code = any (codes_of_request(q.municipality_code))
       and not exists (select from subject_request_advice b where b.request_id = q.id and b.professional_id = p_to)
  ), moved as (
    update subject_request_advice a set professional_id = p_to, asked_at = p_now
      from asked where a.request_id = asked.request_id and a.professional_id = p_from
  ), told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, request_id, created_at, next_attempt_at)
    select new_id(p_now), 'advice_asked', signal_id, p_to, 'professional', request_id, p_now, p_now from asked
    returning id, signal_id, recipient_id, request_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, signal_id, notification_id, request_id)
  select p_now, 'notification_made', ground_to_tell('advice_asked'), t.recipient_id, asked.young_person_id, t.signal_id, t.id, t.request_id
    from told t join asked using (request_id, signal_id);
end
$$;
