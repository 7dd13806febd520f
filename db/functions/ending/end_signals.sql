-- The one way in which signals end (R10, R11, R13; Jw 7.1.4.5, 7.1.4.6). They leave their matches, and the others are told. What
-- ended because the risk is gone, or by its term, goes to the archive; all else is destroyed, and with the last of what
-- there was about a young person the young person too. Called with the young persons locked (hold_young_persons).
--
-- `p_ended_date` is the day from which they are no longer active; null for the removal date of each. `p_actor_id` is who
-- ended them, if anybody did; `p_account_id` whose they were, where somebody else ended them. Says how many notifications that made.
create function end_signals(
    p_signal_ids uuid[], p_reason end_reason, p_ended_date date, p_ground text, p_actor_id uuid, p_account_id uuid,
    p_now timestamptz, p_today date)
  returns int
  language plpgsql volatile
as $$
declare
  young_person_ids uuid[];
  told int := 0;
begin
  young_person_ids := array(select distinct s.young_person_id from signal s where s.id = any (p_signal_ids));
  insert into logbook (occurred_at, event, ground, reason, actor_id, organisation_id, young_person_id, signal_id, account_id)
  select p_now, 'signal_ended', p_ground, p_reason, p_actor_id, s.organisation_id, s.young_person_id, s.id, p_account_id
    from signal s where s.id = any (p_signal_ids) order by s.id;

  if p_reason = 'unfounded' then
    told := report_quick_withdrawals(p_signal_ids, p_now, p_today);
  end if;
  -- Where a colleague goes on with it, the others hear whom to reach instead (hand_over_signals).
  told := told + leave_matches(p_signal_ids, p_reason <> 'handed_over', p_actor_id, p_now, p_today);

  if goes_to_archive(p_reason) then
    insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
                                 registered_at, ended_date, reason, stated_destruction_date, stated_earliest_date)
    select s.id, s.young_person_id, s.professional_id, s.organisation_id, s.convenant_id, s.municipality_code,
           s.registered_at, coalesce(p_ended_date, s.removal_date), p_reason, s.stated_destruction_date, s.stated_earliest_date
      from signal s where s.id = any (p_signal_ids);
    perform forget_answers(p_signal_ids, young_person_ids);
    delete from signal where id = any (p_signal_ids);
  else
    perform destroy_signals(p_signal_ids, p_reason, p_now, p_today);
    perform destroy_if_nothing_is_left(young_person_ids, p_reason, p_ground, p_now, p_today);
  end if;
  return told;
end
$$;

-- R11 (Jw 7.1.4.5 lid 2): a signal ends on its removal date, whether or not the daily work has come by. Called with the young
-- persons locked, where one of their signals has come to its date.
create function end_lapsed_signals(p_young_person_ids uuid[], p_now timestamptz, p_today date) returns int
  language plpgsql volatile
as $$
declare
  lapsed constant uuid[] := array(
    select s.id from signal s where s.young_person_id = any (p_young_person_ids) and not is_active(s.removal_date, p_today));
begin
  return case when cardinality(lapsed) > 0
              then end_signals(lapsed, 'lapsed', null, 'Jw 7.1.4.5 lid 2', null, null, p_now, p_today) else 0 end;
end
$$;
