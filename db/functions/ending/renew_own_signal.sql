-- R12: the actor judges anew that a signal of theirs still holds: its term starts again, for as long as the convenant allows
-- under which they may register there today, or less where they say so. Refused like a registration where they may not
-- register there any more (R1), or name a date that the convenant does not allow. When it was registered stays as it was. They may state the
-- birth date anew, by its 23rd birthday: so what they once stated in error is put right.
create function renew_own_signal(p_signal_id uuid, p_removal_date date, p_destruction_date date, p_now timestamptz) returns text
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := acting_day();
  known signal;
  under record;
  latest date;
  term_end date;
begin
  if not hold_own_signal(p_signal_id) then
    return 'not-found';
  end if;
  select s.* into known from signal s where s.id = p_signal_id;
  select r.* into under from right_to_register(known.professional_id, today) r
   where r.municipality_code = municipality_on(known.municipality_code, today);
  if not found then
    return 'not-permitted';
  end if;
  latest := (today + make_interval(months => under.longest_term_months))::date;
  if p_removal_date <= today then
    return 'removal-date-not-ahead';
  elsif p_removal_date > latest then
    return 'removal-date-beyond-term';
  elsif p_destruction_date <= today then
    return 'not-under-23';
  end if;
  if p_destruction_date is not null and p_destruction_date is distinct from known.stated_destruction_date then
    perform restate_destruction_date(known, p_destruction_date, p_now, today);
  end if;

  term_end := coalesce(p_removal_date, latest);
  -- R8: never beyond the 23rd birthday; and by the one that was stated with this signal, since another would tell that somebody
  -- stated it (R6).
  select least(y.destruction_date, coalesce(p_destruction_date, known.stated_destruction_date), term_end) into latest
    from young_person y where y.id = known.young_person_id;
  update signal s set removal_date = latest, convenant_id = under.convenant_id where s.id = p_signal_id;
  perform count_as_reminded(p_signal_id, latest, p_now, today);
  -- R20: the logbook has the term as it was judged, and not as a birthday cuts it: its readers learn of no birth date.
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, day)
  values (p_now, 'signal_renewed', 'Jw 7.1.4.5 lid 2', known.professional_id, known.organisation_id, known.young_person_id,
          known.id, term_end);
  return 'renewed';
end
$$;

-- R8, R9: a professional states the birth date of their own signal otherwise than before, by its 23rd birthday. Where that disagrees with others
-- the functional administrator is told, as on registering, and the professional is not (R6); what disagreed by their error disagrees no more. Called with the young
-- person locked.
create function restate_destruction_date(p_signal signal, p_destruction_date date, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_signal.young_person_id;
  known date;
begin
  update signal set stated_destruction_date = p_destruction_date where id = p_signal.id;
  update young_person set destruction_date = p_destruction_date where id = person and destruction_date < p_destruction_date;
  perform narrow_destruction_dates(array[person], array[p_signal.id], p_now, p_today);
  select max(o.stated_destruction_date) into known from (
    select s.id, s.stated_destruction_date from signal s where s.young_person_id = person
    union all
    select a.id, a.stated_destruction_date from archived_signal a where a.young_person_id = person) o
   where o.id <> p_signal.id;
  if p_destruction_date <> known then
    perform record_identity_conflict(person, p_signal.id, known, p_destruction_date, p_now, p_today);
  end if;
end
$$;
