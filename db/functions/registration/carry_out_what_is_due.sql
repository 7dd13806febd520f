-- R8, R11, R13: of young persons who are met, what the daily work would have done by today if it had come by already. So nobody
-- is told of what is due, and nothing begins on what should not be there any more: a birth date of somebody who was to be
-- destroyed, say. Called with the young persons locked; says how many notifications that made, and whether somebody may
-- have been destroyed, who is then to be looked for anew.
create function carry_out_what_is_due(p_young_person_ids uuid[], p_now timestamptz, p_today date)
  returns table (told int, somebody_is_gone boolean)
  language plpgsql volatile
as $$
declare
  grown_up constant uuid[] := array(
    select y.id from young_person y where y.id = any (p_young_person_ids) and not is_under_23(y.destruction_date, p_today));
  heard int;
  over uuid[];
begin
  if cardinality(grown_up) > 0 then
    perform destroy_young_persons(grown_up, 'turned_23', ground_of('turned_23'), null, p_now, p_today);
  end if;
  heard := end_lapsed_signals(p_young_person_ids, p_now, p_today);
  over := array(
    select a.id from archived_signal a where a.young_person_id = any (p_young_person_ids) and not is_archived(a.until_date, p_today));
  if cardinality(over) > 0 then
    perform end_archived_signals(over, 'archive_ended', p_now, p_today);
  end if;
  return query select heard, cardinality(grown_up) + cardinality(over) > 0;
end
$$;
