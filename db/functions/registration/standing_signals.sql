-- The active signals of young persons who are locked: what is there now is all there is until we commit.
create function standing_signals(p_young_person_ids uuid[]) returns standing_signal[]
  language plpgsql stable
as $$
begin
  return array(
    select row(s.id, s.young_person_id, s.professional_id, s.organisation_id, s.municipality_code,
               s.registered_at, s.removal_date, stated_days(s.stated_earliest_date, s.stated_destruction_date, null))::standing_signal
      from signal s
     where s.young_person_id = any (p_young_person_ids));
end
$$;
