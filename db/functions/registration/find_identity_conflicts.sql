-- Two registrations of one number that disagree about the birth date (R9). Neither fails and neither is told, since
-- that would answer a question about the index (R6); the functional administrator is. Until somebody has looked,
-- the later date of destruction holds, so that nobody is destroyed early by another's typing error.
create function find_identity_conflicts(
    p_items registration_item[], p_registrations registration[], p_now timestamptz, p_today date)
  returns void
  language plpgsql volatile
as $$
declare
  conflict record;
begin
  if not exists (
    select from unnest(p_registrations) r
      join unnest(p_items) i using (ord)
      join young_person y on y.id = r.young_person_id
     where r.outcome = 'created' and y.destruction_date <> i.destruction_date)
  then
    return;
  end if;

  for conflict in
    with stated as (
      select r.ord, r.young_person_id, r.signal_id, i.destruction_date as stated,
             case when y.id = i.proposed_person_id then null
                  else greatest(case when n.ord is null then y.destruction_date end,
                                max(i.destruction_date) over earlier_in_batch) end as known
        from unnest(p_registrations) r
        join unnest(p_items) i using (ord)
        join young_person y on y.id = r.young_person_id
        left join unnest(p_items) n on n.proposed_person_id = y.id
       where r.outcome = 'created'
      window earlier_in_batch as (partition by r.young_person_id order by r.ord
                                  rows between unbounded preceding and 1 preceding)
    )
    select * from stated where stated <> known order by ord
  loop
    perform record_identity_conflict(conflict.young_person_id, conflict.signal_id, conflict.known, conflict.stated, p_now, p_today);
  end loop;
end
$$;

-- That what a signal states of a young person disagrees with what is known by others: the later date holds, and the functional administrators are
-- told. Called with the young person locked.
create function record_identity_conflict(
    p_young_person_id uuid, p_signal_id uuid, p_known date, p_stated date, p_now timestamptz, p_today date)
  returns void
  language plpgsql volatile
as $$
begin
  insert into identity_conflict (id, young_person_id, signal_id, known_destruction_date, stated_destruction_date, detected_at)
  values (new_id(p_now), p_young_person_id, p_signal_id, p_known, p_stated, p_now);
  insert into logbook (occurred_at, event, ground, young_person_id, signal_id)
  values (p_now, 'identity_conflict_found', 'Jw 7.1.4.2', p_young_person_id, p_signal_id);
  update young_person set destruction_date = p_stated where id = p_young_person_id and destruction_date < p_stated;
  with told as (
    insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, next_attempt_at)
    select new_id(p_now), 'identity_conflict', p_signal_id, a.account_id, 'functional_administrator', p_now, p_now
      from role_assignment a
     where a.role = 'functional_administrator'
       and a.from_date <= p_today and (a.until_date is null or p_today < a.until_date)
    returning id
  )
  insert into logbook (occurred_at, event, ground, signal_id, notification_id)
  select p_now, 'notification_made', ground_to_tell('identity_conflict'), p_signal_id, id from told;
end
$$;
