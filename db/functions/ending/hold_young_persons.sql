-- Locks young persons as registering locks them, before anything of theirs ends: first every row by which they are found, in
-- the order in which registering takes those, then their own. So a registration meanwhile either comes before, and is
-- seen by the next statement, or waits and finds what is left.
create function hold_young_persons(p_young_person_ids uuid[]) returns void
  language plpgsql volatile
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'holding young persons needs READ COMMITTED' using errcode = 'feature_not_supported';
  end if;
  perform from identity_index x where x.young_person_id = any (p_young_person_ids)
    order by x.key_version, x.value for update;
  -- Once more: while a key version is being brought in, the one that was waited for may have added a row of it. None comes after that.
  perform from identity_index x where x.young_person_id = any (p_young_person_ids)
    order by x.key_version, x.value for update;
  perform from young_person y where y.id = any (p_young_person_ids) order by y.id for no key update;
end
$$;
