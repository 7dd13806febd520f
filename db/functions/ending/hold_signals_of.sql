-- R3: the first step of everything that a coordinator does with the signals of somebody of their organisation. That person is held
-- alone, so no registration of theirs is in flight; the young persons are locked as registering locks them, since other work
-- may be at them. What has come to its date is ended as lapsed (R11), so that what comes back is active today.
create function hold_signals_of(p_professional_id uuid, p_now timestamptz) returns uuid[]
  language plpgsql volatile
as $$
declare
  today constant date := acting_day();
  young_person_ids uuid[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'handling the signals of others needs READ COMMITTED' using errcode = 'feature_not_supported';
  end if;
  perform hold_person_alone(p_professional_id);
  if not is_coordinated(p_professional_id) then
    raise exception 'not of the organisation that is coordinated' using errcode = 'insufficient_privilege';
  end if;

  young_person_ids := array(
    select s.young_person_id from signal s where s.professional_id = p_professional_id);
  perform hold_young_persons(young_person_ids);
  if exists (select from signal s
              where s.young_person_id = any (young_person_ids) and not is_active(s.removal_date, today))
  then
    perform end_lapsed_signals(young_person_ids, p_now, today);
  end if;
  return array(select s.id from signal s where s.professional_id = p_professional_id);
end
$$;

-- R3: whether somebody is of the organisation that the actor coordinates.
create function is_coordinated(p_account_id uuid) returns boolean
  language plpgsql stable
as $$
begin
  return exists (
    select from account a where a.id = p_account_id and a.organisation_id = coordinated_organisation());
end
$$;
