-- R21 (Jw 7.1.5, 7.1.4.5 lid 2): the municipality decides on a request, once, and by somebody else than who opened it. What is granted is carried out here and now, in the
-- transaction of the decision. The young person is held before the request: a destruction comes to the request from there.
--
-- What a slip would destroy before anybody could put it right is looked at twice: where by the date of a rectification the 23rd birthday comes by p_soon, it
-- is granted only by who confirms that. It goes by what the request states alone, so it tells nothing of what is known (R6).
create function decide_on_request(
    p_request_id uuid, p_decision request_decision, p_confirmed boolean, p_soon date, p_now timestamptz)
  returns text
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  request subject_request;
  person uuid;
  destroys boolean;
begin
  select q.young_person_id into person from subject_request q
   where q.id = p_request_id and q.municipality_code = any (privacy_codes());
  if not found then
    return 'not-found';
  end if;
  perform hold_young_persons(array_remove(array[person], null));
  select q.* into request from subject_request q where q.id = p_request_id for update;
  if request.decision is not null then
    return 'request-decided';
  elsif request.opened_by = acting_account() then
    return 'opened-by-decider';
  end if;
  destroys := p_decision = 'granted' and not coalesce(is_under_23(request.stated_destruction_date, p_soon), true);
  if destroys and not p_confirmed then
    return 'destruction-not-confirmed';
  elsif p_confirmed and not destroys then
    return 'nothing-to-confirm';
  end if;

  -- What was stated has served, and is a birth date in another form.
  update subject_request
     set decision = p_decision, decided_at = p_now, decided_by = acting_account(), stated_destruction_date = null,
         stated_earliest_date = null
   where id = p_request_id;
  insert into logbook (occurred_at, event, ground, actor_id, young_person_id, municipality_code, request_id)
  values (p_now, 'request_decided', 'Jw 7.1.5', acting_account(), request.young_person_id, request.municipality_code,
          p_request_id);
  if p_decision = 'granted' and request.kind = 'rectification' then
    perform rectify(request, p_now);
  elsif p_decision = 'granted' and request.kind in ('erasure', 'objection') then
    perform destroy_as_granted(request, p_now);
  end if;
  return 'decided';
end
$$;

-- GDPR 16: the date of destruction that follows from the birth date stated; no signal stays longer than that (R8). What
-- registrations said otherwise is settled by it, in each of them (R9): a birth date is one, under every municipality.
create function rectify(p_request subject_request, p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_request.young_person_id;
  stated constant date := p_request.stated_destruction_date;
  earliest constant date := p_request.stated_earliest_date;
begin
  if stated <= acting_day() then
    perform destroy_as_turned_23(p_request, p_now);
    return;
  end if;
  if person is null or not lies_under(person, codes_of_request(p_request.municipality_code)) then
    return;
  end if;
  update young_person set destruction_date = stated where id = person;
  update signal set removal_date = least(removal_date, stated), stated_destruction_date = stated, stated_earliest_date = earliest
   where young_person_id = person;
  update archived_signal set stated_destruction_date = stated, stated_earliest_date = earliest where young_person_id = person;
  perform forget_identity_conflicts(array[person]);
end
$$;

-- R8: a young person who turns out to be 23 is destroyed, with what there is under every municipality, since the law leaves nobody a choice; it is in
-- the certificate of the day as well (certify_retention). What is certified to this municipality are the signals under it, as for a
-- granted erasure, also where there were none: nothing in it tells of others (R6).
create function destroy_as_turned_23(p_request subject_request, p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_request.young_person_id;
  codes constant text[] := codes_of_request(p_request.municipality_code);
  known constant boolean := lies_under(person, codes);
  active constant uuid[] := case when known then active_under(person, codes) else '{}' end;
  archived constant uuid[] := case when known then archived_under(person, codes) else '{}' end;
  concerned constant uuid[] := case when known then concerned_by_rectification(person, codes) else '{}' end;
begin
  if known then
    perform destroy_young_persons(array[person], 'turned_23', ground_of('turned_23'), acting_account(), p_now, acting_day());
  end if;
  perform tell_of_destroyed_signals(concerned, p_now);
  perform certify_destruction(p_request, 'turned_23', active, archived, p_now);
end
$$;

-- R6: who may know that a municipality rectified a birth date: who has a signal under it, and who is in a match with one that is. Others would learn from it
-- that the young person is known there.
create function concerned_by_rectification(p_young_person_id uuid, p_codes text[]) returns uuid[]
  language plpgsql stable
as $$
begin
  return array(
    select distinct s.professional_id
      from signal s
     where s.young_person_id = p_young_person_id and is_active(s.removal_date, acting_day())
       and (s.municipality_code = any (p_codes)
            or exists (select from match_participant own
                         join match_participant other on other.match_id = own.match_id and other.left_at is null
                         join signal o on o.id = other.signal_id and o.municipality_code = any (p_codes) and is_active(o.removal_date, acting_day())
                        where own.signal_id = s.id and own.left_at is null)));
end
$$;

-- That a signal of theirs is gone, and not which: nothing that is told leads to the young person any more (R8).
create function tell_of_destroyed_signals(p_recipient_ids uuid[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  with told as (
    insert into notification (id, event, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'signal_destroyed', id, 'professional', p_now, p_now from unnest(p_recipient_ids) id
    returning id, recipient_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, notification_id)
  select p_now, 'notification_made', ground_to_tell('signal_destroyed'), recipient_id, id from told;
end
$$;

-- R11, R13, GDPR 17 and 21: every signal under the codes of the municipality goes, active and archived; the others in a match are told
-- that somebody left it. What stands under other municipalities is theirs to decide on, and stays; that there is any shows
-- nowhere (R6), so the tie to the young person goes in any case. A line of the logbook certifies what was destroyed.
create function destroy_as_granted(p_request subject_request, p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_request.young_person_id;
  reason constant end_reason := p_request.kind::text::end_reason;
  codes constant text[] := codes_of_request(p_request.municipality_code);
  active constant uuid[] := active_under(person, codes);
  archived constant uuid[] := archived_under(person, codes);
begin
  if cardinality(archived) > 0 then
    perform destroy_signals(archived, reason, p_now, acting_day());
  end if;
  if cardinality(active) > 0 then
    perform end_signals(active, reason, acting_day(), 'Jw 7.1.4.5 lid 2', acting_account(), null, p_now, acting_day());
  elsif cardinality(archived) > 0 then
    perform destroy_if_nothing_is_left(array[person], reason, 'Jw 7.1.4.5 lid 2', p_now, acting_day());
  end if;
  perform certify_destruction(p_request, reason, active, archived, p_now);
end
$$;

create function active_under(p_young_person_id uuid, p_codes text[]) returns uuid[]
  language sql stable
as $$
  select array(select s.id from signal s where s.young_person_id = p_young_person_id and s.municipality_code = any (p_codes))
$$;

create function archived_under(p_young_person_id uuid, p_codes text[]) returns uuid[]
  language sql stable
as $$
  select array(select a.id from archived_signal a where a.young_person_id = p_young_person_id and a.municipality_code = any (p_codes))
$$;

-- R20: what a granted request destroyed of the signals under the municipality, in the request and in a line of the logbook, by which
-- the certificate can be checked.
create function certify_destruction(
    p_request subject_request, p_reason end_reason, p_active uuid[], p_archived uuid[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_request.young_person_id;
  certified constant bytea := digest_over(p_active || p_archived);
begin
  update subject_request
     set destroyed_signals = cardinality(p_active), destroyed_archived = cardinality(p_archived), digest = certified,
         destroyed_young_person = person is not null and not exists (select from young_person y where y.id = person),
         young_person_id = null
   where id = p_request.id;
  insert into logbook (occurred_at, event, ground, reason, actor_id, municipality_code, request_id, count, digest)
  values (p_now, 'destruction_certified', 'Jw 7.1.5', p_reason, acting_account(), p_request.municipality_code, p_request.id,
          cardinality(p_active) + cardinality(p_archived), certified);
end
$$;

-- One hash over what was destroyed, in no order: of the hashes by which the ledger knows each, sorted.
create function digest_over(p_ids uuid[]) returns bytea
  language plpgsql immutable
as $$
begin
  return (select sha256(coalesce(string_agg(subject_hash(id), ''::bytea order by subject_hash(id)), ''))
            from unnest(p_ids) id);
end
$$;

-- The line of the logbook that certifies what a granted request to a municipality of the actor destroyed.
create function certified_line(p_request_id uuid) returns bigint
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select l.id
    from subject_request q
    join logbook l on l.occurred_at = q.decided_at and l.event = 'destruction_certified' and l.request_id = q.id
   where q.id = p_request_id and q.municipality_code = any (privacy_codes())
$$;
