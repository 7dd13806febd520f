-- R8, R9: what registrations state of a birth date, by the days on which somebody may then turn 23: one day, or many where the birth date is not
-- wholly known. What they share is known; what is not is taken in the young person's favour, so that the last of these days is the date of destruction.

-- The days that a registration states, by the last and, where the birth date was not wholly known, the first. Of one from before it was kept: those that
-- hold. Where the version before this one rectifies, it leaves a first that lies after the last.
create function stated_days(p_earliest date, p_latest date, p_otherwise date) returns daterange
  language sql immutable
as $$
  select daterange(least(p_earliest, coalesce(p_latest, p_otherwise)), coalesce(p_latest, p_otherwise), '[]')
$$;

-- The days that hold where several were stated: those that all share who can be right together with the one that begins last. Where some cannot be right
-- together these are the later ones, so that nobody is destroyed early by somebody's typing error. Null where nothing is stated.
create function days_that_hold(p_stated daterange[]) returns daterange
  language sql immutable
as $$
  select daterange(last.begins, (select min(upper(s)) from unnest(p_stated) s where upper(s) > last.begins))
    from (select max(lower(s)) as begins from unnest(p_stated) s) last
   where last.begins is not null
$$;

-- Whether all can be right: where each two can, all can.
create function can_be_right_together(p_stated daterange[]) returns boolean
  language sql immutable
as $$ select coalesce(max(lower(s)) < min(upper(s)), true) from unnest(p_stated) s $$;

-- What the signals of a young person state, active and archived, but for some of them.
create function stated_of(p_young_person_id uuid, p_but uuid[]) returns daterange[]
  language plpgsql stable
as $$
begin
  return array(
    select stated_days(s.stated_earliest_date, s.stated_destruction_date, y.destruction_date)
      from young_person y
      join (select id, young_person_id, stated_earliest_date, stated_destruction_date from signal
            union all
            select id, young_person_id, stated_earliest_date, stated_destruction_date from archived_signal) s on s.young_person_id = y.id
     where y.id = p_young_person_id and s.id <> all (p_but));
end
$$;

-- The last of the days that hold is the date of destruction. Says of whom it changed.
create function keep_dates_that_hold(p_young_person_ids uuid[]) returns uuid[]
  language plpgsql volatile
as $$
declare
  changed uuid[];
begin
  with held as (
    select id, upper(days_that_hold(stated_of(id, '{}'))) - 1 as last from unnest(p_young_person_ids) id
  ), kept as (
    update young_person y set destruction_date = h.last
      from held h where y.id = h.id and y.destruction_date <> h.last
    returning y.id
  )
  select coalesce(array_agg(id), '{}') into changed from kept;
  return changed;
end
$$;
