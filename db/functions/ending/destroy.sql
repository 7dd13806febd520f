-- R8, R11, R13: what may no longer be there is taken away with all that hangs on it, and leaves a hash for the ledger outside
-- the database, from which a restored backup learns whom not to bring back. All of it is called with the young persons locked.

-- Destroys signals, active or archived, of young persons who stay. What was told about them stays with the matches of
-- the young person, and no longer says by which signal.
create function destroy_signals(p_signal_ids uuid[], p_reason end_reason, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  young_person_ids constant uuid[] := young_persons_of_signals(p_signal_ids);
begin
  -- A reminder of one of them is done before anything is looked for (remind_of_lapse).
  perform from signal s where s.id = any (p_signal_ids) order by s.id for update;
  perform record_destruction(p_signal_ids, 'signal', p_reason, p_now, p_today);
  delete from notification
   where match_id is null and signal_id = any (p_signal_ids) and event = 'signal_about_to_lapse';
  -- That birth dates disagree is settled below, where it is.
  update notification set signal_id = null
   where match_id is null and signal_id = any (p_signal_ids) and event <> 'identity_conflict';
  update notification set signal_id = null
   where match_id = any (array(select m.id from match m where m.young_person_id = any (young_person_ids)))
     and signal_id = any (p_signal_ids);
  -- What told of nothing but archived signals goes with the last of these.
  delete from notification t
   where t.id in (select n.notification_id from archive_notice n where n.archived_signal_id = any (p_signal_ids))
     and not exists (select from archive_notice n
                      where n.notification_id = t.id and n.archived_signal_id <> all (p_signal_ids));
  perform forget_answers(p_signal_ids, young_person_ids);
  delete from signal where id = any (p_signal_ids);
  delete from archived_signal where id = any (p_signal_ids);
  perform judge_birth_dates_anew(young_person_ids, p_signal_ids, p_now, p_today);
end
$$;

-- R8, R9: what is known of a birth date goes with the registrations that state it, active or archived. Where they disagreed the later date of
-- destruction held, and with the last that has it goes the conflict, so that nobody stays longer for an error that was taken back; whose date has come
-- by then is destroyed at once.
create function judge_birth_dates_anew(p_young_person_ids uuid[], p_gone_ids uuid[], p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  changed constant uuid[] := keep_dates_that_hold(p_young_person_ids);
  due uuid[];
begin
  -- Only a signal from before what was stated was kept can stay longer than it states.
  update signal s set removal_date = s.stated_destruction_date
   where s.young_person_id = any (changed) and s.removal_date > s.stated_destruction_date;
  perform forget_identity_conflicts(array(
    select id from unnest(p_young_person_ids) id where can_be_right_together(stated_of(id, '{}'))));
  delete from notification where match_id is null and event = 'identity_conflict' and signal_id = any (p_gone_ids);
  delete from identity_conflict where signal_id = any (p_gone_ids);
  due := array(select y.id from young_person y where y.id = any (changed) and not is_under_23(y.destruction_date, p_today));
  if cardinality(due) > 0 then
    perform destroy_young_persons(due, 'turned_23', ground_of('turned_23'), null, p_now, p_today);
  end if;
end
$$;

-- Nothing is kept of a young person but for the sake of a signal, active or archived: with the last of these they go (R7).
create function destroy_if_nothing_is_left(
    p_young_person_ids uuid[], p_reason end_reason, p_ground text, p_now timestamptz, p_today date)
  returns int
  language plpgsql volatile
as $$
declare
  empty constant uuid[] := array(
    select y.id from young_person y
     where y.id = any (p_young_person_ids)
       and not exists (select from signal s where s.young_person_id = y.id)
       and not exists (select from archived_signal a where a.young_person_id = y.id));
begin
  if cardinality(empty) > 0 then
    perform destroy_young_persons(empty, p_reason, p_ground, null, p_now, p_today);
  end if;
  return cardinality(empty);
end
$$;

-- Destroys young persons: their signals, active and archived, their matches and what was told of them, the number and every
-- index of it; and the logbook forgets which lines were about them, and tells of how many (R20). Says how many signals that were.
create function destroy_young_persons(
    p_young_person_ids uuid[], p_reason end_reason, p_ground text, p_actor_id uuid, p_now timestamptz, p_today date)
  returns table (signals int, archived int)
  language plpgsql volatile
as $$
declare
  active constant uuid[] := array(select s.id from signal s where s.young_person_id = any (p_young_person_ids));
  kept constant uuid[] := array(select a.id from archived_signal a where a.young_person_id = any (p_young_person_ids));
begin
  perform from signal s where s.id = any (active) order by s.id for update;
  insert into logbook (occurred_at, event, ground, reason, actor_id, organisation_id, signal_id)
  select p_now, 'signal_ended', p_ground, p_reason, p_actor_id, s.organisation_id, s.id
    from signal s where s.id = any (active) order by s.id;
  insert into logbook (occurred_at, event, ground, reason, actor_id, digest, count)
  select p_now, 'young_person_destroyed', p_ground, p_reason, p_actor_id, subject_hash(f.young_person_id), f.sealed
    from forget_in_logbook(p_young_person_ids, p_now) f order by f.young_person_id;

  perform record_destruction(p_young_person_ids, 'young_person', p_reason, p_now, p_today);
  delete from notification where match_id = any (array(
    select m.id from match m where m.young_person_id = any (p_young_person_ids)));
  delete from notification where match_id is null and signal_id = any (active || kept);
  delete from notification where id = any (array(
    select n.notification_id from archive_notice n where n.archived_signal_id = any (kept)));
  perform forget_answers(active || kept, '{}');
  perform forget_identity_conflicts(p_young_person_ids);
  -- Requests that are open lose the tie and stay as they are: what one of them states shows to the municipality that decides, and if it
  -- went here, that would tell that nothing of the young person is left elsewhere (R6). The decision takes it away.
  delete from young_person where id = any (p_young_person_ids);
  return query select cardinality(active), cardinality(kept);
end
$$;

-- R9: registrations that disagree on a birth date, with what was told of it; the signals may be gone already.
create function forget_identity_conflicts(p_young_person_ids uuid[]) returns void
  language plpgsql volatile
as $$
begin
  delete from notification where match_id is null and event = 'identity_conflict' and signal_id = any (array(
    select c.signal_id from identity_conflict c where c.young_person_id = any (p_young_person_ids)));
  delete from identity_conflict where young_person_id = any (p_young_person_ids);
end
$$;

-- By what the ledger knows something: nobody gets from it to the id, and only somebody who has the id gets to it.
create function subject_hash(p_id uuid) returns bytea
  language sql immutable
as $$ select sha256(convert_to(p_id::text, 'UTF8')) $$;

create function record_destruction(
    p_ids uuid[], p_kind destroyed_kind, p_reason end_reason, p_now timestamptz, p_today date)
  returns void
  language plpgsql volatile
as $$
declare
  -- What comes after the certificate of a rule and a day is in that of the next that has none: whose date was narrowed since, for
  -- instance, or what an instance destroys whose clock is behind.
  on_day constant date := coalesce(
    (select max(r.day + (r.finished_at is not null)::int) from retention_run r where r.day >= p_today and r.rule = p_reason), p_today);
begin
  insert into destruction (id, day, reason, kind, subject_hash)
  select new_id(p_now), on_day, p_reason, p_kind, subject_hash(i.subject) from unnest(p_ids) i(subject);
end
$$;
