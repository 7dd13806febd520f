-- Store what is new (R7, R15). The same professional again for the same young person gets the signal that exists;
-- an attempt whose first answer was lost finds its own signal and is answered as before. What repeats a registration under its
-- Idempotency-Key stores nothing: where that signal went while this waited for the lock, it is told so (hold_idempotency_keys).
--
-- A professional who states something else of the young person than in that signal is told in which fields (R9, R12), and nothing is changed: an error would
-- stand unseen, and a later removal date is a renewal. It is held against their own signal alone, since anything else would tell of others (R6).
-- What repeats a registration under its key states nothing anew.
create function store_signals(
    p_registrations registration[], p_standing standing_signal[], p_now timestamptz)
  returns registration[]
  language plpgsql volatile
as $$
declare
  result registration[];
  not_stored uuid[];
begin
  with met as (
    select r.*, r.signal_id is null as repeats, s as standing, s.id as standing_id, first_value(r) over same as first
      from unnest(p_registrations) r
      left join unnest(p_standing) s on s.young_person_id = r.young_person_id
                                    and s.professional_id = r.professional_id
    window same as (partition by r.outcome, r.young_person_id, r.professional_id, r.signal_id is null order by r.ord)
  ), compared as (
    select a.*,
           case when outcome is not null or repeats or standing_id = signal_id or (standing_id is null and (first).ord = ord) then '{}'
                when standing_id is not null then differing_fields(asked, (standing).stated, (standing).removal_date)
                else differing_fields(asked, days_stated_in((first).asked), (first).removal_date)
           end as differing
      from met a
  ), decided as materialized (
    select ord, professional_id, organisation_id, convenant_id,
           case when outcome is null then coalesce((standing).municipality_code, (first).municipality_code) else municipality_code end as municipality_code,
           case when outcome is null then coalesce((standing).removal_date, (first).removal_date) else removal_date end as removal_date,
           case when outcome is not null or differing = '{}' and (standing_id is not null or not repeats) then young_person_id end as young_person_id,
           case when outcome is null then coalesce(standing_id, (first).signal_id) else signal_id end as signal_id,
           case when outcome is not null then outcome
                when differing <> '{}' then 'registration-differs'
                when standing_id is null and repeats then 'registration-gone'
                when standing_id = signal_id then 'created-before'
                when standing_id is null and (first).ord = ord then 'created'
                else 'existing'
           end as outcome,
           case when outcome is null and differing <> '{}' then jsonb_build_object('differing', differing) else answer end as answer,
           asked
      from compared
  ), stored as (
    insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
                        registered_at, removal_date, stated_destruction_date, stated_earliest_date)
    select signal_id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code,
           p_now, removal_date, (asked).destruction_date, (asked).earliest_date
      from decided where outcome = 'created' order by ord
  )
  -- Who meets nobody is told of the signal alone; the others are answered anew (answer_registrations).
  select array_agg(row(ord, professional_id, organisation_id, convenant_id, municipality_code, removal_date, young_person_id, signal_id, outcome,
                       case when outcome = 'created' then answer_with(signal_id, p_now, removal_date, municipality_code, null)
                            else answer end, asked)::registration order by ord),
         array_agg((asked).proposed_person_id) filter (where outcome = 'registration-gone')
    into result, not_stored
    from decided;
  if not_stored is not null then
    perform forget_what_is_not_stored(not_stored);
  end if;
  return result;
end
$$;

-- In which fields a registration states something else than a signal that stands: the days on which somebody may turn 23, where none of these is the
-- same; and when it is to be removed. A removal date that is not stated asks for nothing; a 23rd birthday may have cut the one that was (R8).
create function differing_fields(p_item registration_item, p_stated daterange, p_removal_date date) returns text[]
  language plpgsql immutable
as $$
begin
  return array_remove(array[
           case when not p_stated && days_stated_in(p_item) then 'birthDate' end,
           case when least(p_item.removal_date, coalesce((upper(p_stated) - 1), p_item.destruction_date)) <> p_removal_date
                 and p_item.removal_date is not null then 'removalDate' end], null);
end
$$;

-- The days that a registration which is asked states.
create function days_stated_in(p_item registration_item) returns daterange
  language plpgsql immutable
as $$
begin
  return stated_days(p_item.earliest_date, p_item.destruction_date, null);
end
$$;

-- R9: a professional who knows more of a birth date than on registering has stated it by registering once more: what they did not know is not kept
-- for the sake of a day that they now do. Called with the young persons locked, after everything new is stored.
create function complete_birth_dates(p_registrations registration[], p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  again record;
begin
  for again in
    select s as signal, stated_days(s.stated_earliest_date, s.stated_destruction_date, null)
                        * days_stated_in(r.asked) as shared
      from unnest(p_registrations) r
      join signal s on s.id = r.signal_id
                   and s.stated_earliest_date <= (r.asked).destruction_date
                   and s.stated_destruction_date >= coalesce((r.asked).earliest_date, (r.asked).destruction_date)
     where r.outcome = 'existing' and r.answer is null and (r.asked).signal_id <> r.signal_id
     order by r.ord
  loop
    perform restate_birth_date(again.signal, again.shared, p_now, p_today);
  end loop;
end
$$;

-- R7, R8: nobody is kept who was brought in for what is not stored; and where somebody else of the batch stored a signal on them, what
-- that states is the date of destruction.
create function forget_what_is_not_stored(p_young_person_ids uuid[]) returns void
  language plpgsql volatile
as $$
begin
  delete from young_person y
   where y.id = any (p_young_person_ids) and not exists (select from signal s where s.young_person_id = y.id);
  perform keep_dates_that_hold(array(select y.id from young_person y where y.id = any (p_young_person_ids)));
end
$$;
