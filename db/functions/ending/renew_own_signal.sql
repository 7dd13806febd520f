-- R12: the actor judges anew that a signal of theirs still holds: its term starts again, for as long as the convenant allows
-- under which they may register there today, or less where they say so. Refused like a registration where they may not
-- register there any more (R1), or name a date that the convenant does not allow. When it was registered stays as it was. They may state the
-- birth date anew, by the days on which its 23rd birthday may be: so what they once stated in error is put right.
create function renew_own_signal(p_signal_id uuid, p_removal_date date, p_stated daterange, p_now timestamptz) returns text
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
  if not is_active(p_removal_date, today) then
    return 'removal-date-not-ahead';
  elsif p_removal_date > latest then
    return 'removal-date-beyond-term';
  elsif not is_under_23(upper(p_stated) - 1, today) then
    return 'not-under-23';
  end if;
  if p_stated is not null then
    perform restate_birth_date(known, p_stated, p_now, today);
  end if;

  term_end := coalesce(p_removal_date, latest);
  -- R8: never beyond the 23rd birthday; and by the one that was stated with this signal, since another would tell that somebody
  -- stated it (R6).
  select least(coalesce(s.stated_destruction_date, y.destruction_date), term_end) into latest
    from signal s join young_person y on y.id = s.young_person_id where s.id = p_signal_id;
  update signal s set removal_date = latest, convenant_id = under.convenant_id where s.id = p_signal_id;
  perform count_as_reminded(p_signal_id, latest, p_now, today);
  -- R20: the logbook has the term as it was judged, and not as a birthday cuts it: its readers learn of no birth date.
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, young_person_id, signal_id, day)
  values (p_now, 'signal_renewed', 'Jw 7.1.4.5 lid 2', known.professional_id, known.organisation_id, known.young_person_id,
          known.id, term_end);
  return 'renewed';
end
$$;

-- R8, R9: a professional states the birth date of their own signal otherwise than before, by the days on which its 23rd birthday may be. Where that
-- disagrees with others the functional administrator is told, as on registering, and the professional is not (R6); what disagreed by their error
-- disagrees no more. Called with the young person locked.
create function restate_birth_date(p_signal signal, p_stated daterange, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
declare
  person constant uuid := p_signal.young_person_id;
  latest constant date := upper(p_stated) - 1;
  known constant daterange := days_that_hold(stated_of(person, array[p_signal.id]));
begin
  if p_stated = stated_days(p_signal.stated_earliest_date, p_signal.stated_destruction_date, null) then
    return;
  end if;
  update signal
     set stated_destruction_date = latest, stated_earliest_date = nullif(lower(p_stated), latest), removal_date = least(removal_date, latest)
   where id = p_signal.id;
  perform judge_birth_dates_anew(array[person], array[p_signal.id], p_now, p_today);
  if not p_stated && known then
    perform record_identity_conflict(person, p_signal.id, known, p_stated, p_now, p_today);
  end if;
end
$$;
