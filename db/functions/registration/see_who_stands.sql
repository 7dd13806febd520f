-- Who stands with young persons who are locked: what is there now is all there is until we commit. Says as well whether signals of theirs are
-- archived (R14), and whether something is due that the daily work has not come by for (carry_out_what_is_due).
create function see_who_stands(
    p_young_person_ids uuid[], p_today date, out standing standing_signal[], out archived boolean, out due boolean)
  language plpgsql stable
as $$
begin
  select coalesce(array_agg(row(s.id, s.young_person_id, s.professional_id, s.organisation_id, s.municipality_code, s.registered_at,
                                s.removal_date, stated_days(s.stated_earliest_date, s.stated_destruction_date, null))::standing_signal)
                    filter (where s.id is not null), '{}'),
         count(a.kept) > 0,
         coalesce(bool_or(not is_under_23(y.destruction_date, p_today) or not is_active(s.removal_date, p_today) or not a.kept), false)
    into standing, archived, due
    from young_person y
    left join signal s on s.young_person_id = y.id
    left join lateral (select bool_and(is_archived(c.until_date, p_today)) as kept
                         from archived_signal c where c.young_person_id = y.id) a on true
   where y.id = any (p_young_person_ids);
end
$$;
