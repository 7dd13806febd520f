-- R21: what lies under the codes of a municipality of a young person, which is all that it answers access from.

-- The signals of a young person under some codes, active or archived.
create function signals_under(p_young_person_id uuid, p_codes text[])
  returns table (id uuid, professional_id uuid, organisation_id uuid, registered_at timestamptz, removal_date date, ended_date date,
                 ended end_reason, until_date date, stated daterange)
  language sql stable
as $$
  select s.id, s.professional_id, s.organisation_id, s.registered_at, s.removal_date, null::date, null::end_reason, null::date,
         stated_days(s.stated_earliest_date, s.stated_destruction_date, null)
    from signal s
   where s.young_person_id = p_young_person_id and s.municipality_code = any (p_codes)
     and is_active(s.removal_date, acting_day())
  union all
  select a.id, a.professional_id, a.organisation_id, a.registered_at, null, a.ended_date, a.reason, a.until_date,
         stated_days(a.stated_earliest_date, a.stated_destruction_date, null)
    from archived_signal a
   where a.young_person_id = p_young_person_id and a.municipality_code = any (p_codes)
     and is_archived(a.until_date, acting_day())
$$;

-- R8, R9: the days on which the 23rd birthday may be, as registrations under some codes state it. What holds may be later or better known, by what was
-- stated elsewhere, and that is not told (R6): only where none of these kept what it stated. Null where by all of them it has come, and somebody else's
-- date holds.
create function birthdays_under(p_young_person_id uuid, p_codes text[]) returns jsonb
  language plpgsql stable
as $$
declare
  stated constant daterange[] := array(
    select s.stated from signals_under(p_young_person_id, p_codes) s where s.stated is not null);
  held daterange := days_that_hold(stated);
begin
  if held is null then
    select stated_days(null, y.destruction_date, null) into held from young_person y where y.id = p_young_person_id;
  end if;
  return case when is_under_23(upper(held) - 1, acting_day())
              then jsonb_build_object('earliest', lower(held), 'latest', upper(held) - 1) end;
end
$$;

-- R9: the signals under some codes that disagreed on registering with the birth date that these had until then.
create function disagreeing_under(p_young_person_id uuid, p_codes text[]) returns table (id uuid)
  language sql stable
as $$
  with own as materialized (
    select * from signals_under(p_young_person_id, p_codes)
  )
  select o.id from own o
   where not o.stated && days_that_hold(array(
           select e.stated from own e where e.registered_at <= o.registered_at and e.id <> o.id and e.stated is not null))
$$;

-- When which signal came to which match, of a young person.
create function arrivals_in_matches(p_young_person_id uuid)
  returns table (signal_id uuid, match_id uuid, at timestamptz)
  language sql stable
as $$
  select l.signal_id, l.match_id, l.occurred_at from logbook l
   where l.young_person_id = p_young_person_id and l.event = 'match_joined'
$$;

-- In which matches the signals under some codes took part, active or archived, from when until when.
create function participations_under(p_young_person_id uuid, p_codes text[])
  returns table (match_id uuid, from_at timestamptz, until_date date)
  language sql stable
as $$
  select a.match_id, s.registered_at, s.ended_date
    from signals_under(p_young_person_id, p_codes) s
    join arrivals_in_matches(p_young_person_id) a on a.signal_id = s.id
$$;
