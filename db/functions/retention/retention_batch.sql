-- One batch of the daily work (R8, R11, R13), in one transaction.

-- What has come to its date on a day, by the rule by which it leaves: the single place that decides on it. A young person who turned 23
-- leaves with all signals, so none of those leaves by another rule. A signal that lapsed so long ago that its archive is over too goes
-- there first, and leaves it on the same day.
create function grown_up_on(p_day date) returns setof young_person
  language sql stable
as $$
  select y.* from young_person y where not is_under_23(y.destruction_date, p_day)
$$;

create function lapsed_on(p_day date) returns setof signal
  language sql stable
as $$
  select s.*
    from signal s
    join young_person y on y.id = s.young_person_id and is_under_23(y.destruction_date, p_day)
   where not is_active(s.removal_date, p_day)
$$;

create function archive_ended_on(p_day date) returns setof archived_signal
  language sql stable
as $$
  select a.*
    from archived_signal a
    join young_person y on y.id = a.young_person_id and is_under_23(y.destruction_date, p_day)
   where not is_archived(a.until_date, p_day)
$$;

create function due_on(p_day date) returns table (rule end_reason, id uuid)
  language sql stable
as $$
  select 'turned_23'::end_reason, y.id from grown_up_on(p_day) y
  union all
  select 'lapsed', s.id from lapsed_on(p_day) s
  union all
  select 'archive_ended', a.id from archive_ended_on(p_day) a
$$;

-- So many of what leaves by a rule, the oldest first: each by its own index, so that no more is read however much is due.
create function find_due(p_rule end_reason, p_day date, p_limit int) returns uuid[]
  language plpgsql stable
as $$
begin
  case p_rule
    when 'turned_23' then
      return array(select y.id from grown_up_on(p_day) y order by y.destruction_date limit p_limit);
    when 'lapsed' then
      return array(select s.id from lapsed_on(p_day) s order by s.removal_date limit p_limit);
    when 'archive_ended' then
      return array(select a.id from archive_ended_on(p_day) a order by a.until_date limit p_limit);
  end case;
end
$$;

-- Whether a rule of a day is to be worked on, here: 'busy' while another instance does, 'finished' once it has its certificate.
create function open_retention(p_rule end_reason, p_day date) returns text
  language plpgsql volatile
as $$
begin
  if not hold_retention() then
    return 'busy';
  end if;
  return case when exists (select from retention_run r where r.rule = p_rule and r.day = p_day and r.finished_at is null)
              then 'open' else 'finished' end;
end
$$;

-- Carries a rule of a day out on so many of what is due. Says whether the rule is to be worked on again, on how many it was carried
-- out, and how many were told that somebody left a match. Where nothing is due any more the rule is done for the day, and gets its
-- certificate. Only for a day that the work has come to (begin_retention).
--
-- Young persons who turned 23 go first, under every rule. Also those who come to light after that rule had its certificate, from an
-- instance whose clock is behind for instance, do not wait for the next day, of whose certificate they are (record_destruction).
create function carry_out_retention(p_rule end_reason, p_day date, p_limit int, p_now timestamptz)
  returns table (state text, done int, told int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  state constant text := open_retention(p_rule, p_day);
  grown_up uuid[];
  found uuid[];
begin
  if state = 'busy' then
    return query select state, 0, 0;
    return;
  end if;
  if not exists (select from retention_run r where r.rule = p_rule and r.day >= p_day) then
    raise exception 'no daily work is open' using errcode = 'object_not_in_prerequisite_state';
  end if;

  grown_up := find_due('turned_23', p_day, p_limit);
  if cardinality(grown_up) > 0 then
    return query select 'open', l.done, l.told from leave_by_rule('turned_23', p_day, grown_up, p_now) l;
    return;
  end if;
  found := case when state = 'open' then find_due(p_rule, p_day, p_limit) else '{}' end;
  if cardinality(found) > 0 then
    return query select 'open', l.done, l.told from leave_by_rule(p_rule, p_day, found, p_now) l;
    return;
  end if;
  perform certify_retention(p_rule, p_day, p_now);
  return query select 'finished', 0, 0;
end
$$;

-- What was found due leaves, as far as it still is once nobody else can change it.
create function leave_by_rule(p_rule end_reason, p_day date, p_found uuid[], p_now timestamptz)
  returns table (done int, told int)
  language plpgsql volatile
as $$
declare
  due uuid[];
  heard int := 0;
begin
  perform hold_young_persons(young_persons_of(p_rule, p_found));
  due := array(select d.id from due_on(p_day) d where d.rule = p_rule and d.id = any (p_found));
  case p_rule
    when 'turned_23' then perform destroy_young_persons(due, p_rule, ground_of(p_rule), null, p_now, p_day);
    when 'lapsed' then heard := end_signals(due, p_rule, null, ground_of(p_rule), null, null, p_now, p_day);
    when 'archive_ended' then perform end_archived_signals(due, p_rule, p_now, p_day);
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
