-- One batch of the daily work (R8, R11, R13): whatever has come to its date by one rule, with the events of each, so that the
-- clock of the law (src/retention/signal-state.ts) says what follows; then what follows, which looks at the date once more under the
-- lock. All three are called in one transaction.

-- Whether a rule of a day is to be worked on, here: 'busy' while another instance does, 'finished' once it has its certificate.
create function open_retention(p_rule end_reason, p_day date) returns text
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if not hold_retention() then
    return 'busy';
  end if;
  return case when exists (select from retention_run r where r.rule = p_rule and r.day = p_day and r.finished_at is null)
              then 'open' else 'finished' end;
end
$$;

-- What may be due, found by index: for the 23rd birthday young persons, else signals; of a day that the work has come to, since it
-- tells of dates that go for birth dates. The terms of a signal that was renewed
-- count from the last one, of which the removal date is kept.
create function retention_candidates(p_rule end_reason, p_day date, p_limit int)
  returns table (id uuid, young_person_id uuid, destruction_date date, registered_date date, removal_date date, ended_date date,
                 ended_reason end_reason)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if not exists (select from retention_run r where r.rule = p_rule and r.day >= p_day) then
    return;
  end if;
  if p_rule = 'turned_23' then
    return query
      select y.id, y.id, y.destruction_date, least(p_day, y.destruction_date), y.destruction_date, null::date, null::end_reason
        from young_person y
       where not is_under_23(y.destruction_date, p_day) order by y.destruction_date limit p_limit;
  elsif p_rule = 'lapsed' then
    return query
      select s.id, y.id, y.destruction_date, day_of(s.registered_at), s.removal_date, null::date, null::end_reason
        from signal s join young_person y on y.id = s.young_person_id
       where not is_active(s.removal_date, p_day) order by s.removal_date limit p_limit;
  else
    return query
      -- Of what its professional ended the removal date is gone; it came after that, and not after the 23rd birthday.
      select a.id, y.id, y.destruction_date, day_of(a.registered_at),
             case when a.reason = 'lapsed' then a.ended_date else y.destruction_date end, a.ended_date, a.reason
        from archived_signal a join young_person y on y.id = a.young_person_id
       where not is_archived(a.until_date, p_day) order by a.until_date limit p_limit;
  end if;
end
$$;

-- Carries a rule of a day out on what it has come to; says for how many, and how many were told that somebody left a match.
-- Without any the rule is done for the day, and gets its certificate. Only while its work is open (begin_retention); but whoever
-- turned 23 and comes to light after that certificate, from an instance whose clock is behind for instance, does not wait for the
-- next day either, of whose certificate they are (record_destruction).
create function apply_retention(p_rule end_reason, p_day date, p_ids uuid[], p_now timestamptz)
  returns table (done int, told int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  state constant text := open_retention(p_rule, p_day);
  is_late constant boolean := p_rule = 'turned_23' and state = 'finished'
    and exists (select from retention_run r where r.rule = p_rule and r.day >= p_day);
  due uuid[];
  heard int := 0;
begin
  if state <> 'open' and not is_late then
    raise exception 'no daily work is open' using errcode = 'object_not_in_prerequisite_state';
  end if;
  if cardinality(p_ids) = 0 then
    perform certify_retention(p_rule, p_day, p_now);
    return query select 0, 0;
    return;
  end if;

  perform hold_young_persons(young_persons_of(p_rule, p_ids));
  case p_rule
    when 'turned_23' then
      due := array(select y.id from young_person y where y.id = any (p_ids) and not is_under_23(y.destruction_date, p_day));
      perform destroy_young_persons(due, p_rule, ground_of(p_rule), null, p_now, p_day);
    when 'lapsed' then
      due := array(select s.id from signal s where s.id = any (p_ids) and not is_active(s.removal_date, p_day));
      heard := end_signals(due, p_rule, null, ground_of(p_rule), null, null, p_now, p_day);
    when 'archive_ended' then
      due := array(select a.id from archived_signal a where a.id = any (p_ids) and not is_archived(a.until_date, p_day));
      perform end_archived_signals(due, p_rule, p_now, p_day);
  end case;
  update retention_run r set count = r.count + cardinality(due) where r.rule = p_rule and r.day = p_day and r.finished_at is null;
  return query select cardinality(due), heard;
end
$$;

-- Whom a rule is about: young persons themselves, or those of signals, active or archived.
create function young_persons_of(p_rule end_reason, p_ids uuid[]) returns uuid[]
  language plpgsql stable
as $$
begin
  return case when p_rule = 'turned_23' then p_ids else young_persons_of_signals(p_ids) end;
end
$$;

create function young_persons_of_signals(p_signal_ids uuid[]) returns uuid[]
  language plpgsql stable
as $$
begin
  return array(
    select s.young_person_id from signal s where s.id = any (p_signal_ids)
    union
    select a.young_person_id from archived_signal a where a.id = any (p_signal_ids));
end
$$;

-- R13: archived signals leave for good, and with the last of what there was about a young person the young person too.
create function end_archived_signals(p_signal_ids uuid[], p_reason end_reason, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  young_person_ids constant uuid[] := young_persons_of_signals(p_signal_ids);
begin
  perform destroy_signals(p_signal_ids, p_reason, p_now, p_today);
  perform destroy_if_nothing_is_left(young_person_ids, p_reason, ground_of(p_reason), p_now, p_today);
end
$$;
