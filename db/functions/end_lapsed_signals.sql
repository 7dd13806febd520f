-- R11 (Jw 7.1.4.5 lid 2): a signal ends on its removal date, whether or not the daily work has come by. Called
-- with the young persons locked, where one of their signals has come to its date.
create function end_lapsed_signals(p_young_person_ids uuid[], p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  ended uuid[];
begin
  with lapsed as (
    update signal s
       set ended_at = p_now,
           end_reason = case when s.removal_date >= y.destruction_date then 'turned_23'
                             else 'lapsed' end::end_reason
      from young_person y
     where s.young_person_id = any (p_young_person_ids) and y.id = s.young_person_id
       and s.ended_at is null and s.removal_date <= p_today
    returning s.id, s.young_person_id, s.professional_id, s.organisation_id
  ), logged as (
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id)
    select p_now, 'signal_ended', 'Jw 7.1.4.5 lid 2', null, organisation_id, young_person_id, id from lapsed
  )
  select array_agg(id) into ended from lapsed;
  perform leave_matches(ended, p_now);
end
$$;
