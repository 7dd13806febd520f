-- R11 (Jw 7.1.4.5 lid 2): somebody who died is destroyed at once, with all there is of them. By a number's index values, since nobody
-- else is handed the number; says how many signals, active and archived, went, and that is told to nobody (R6). What the
-- logbook keeps is that a death was recorded and what was destroyed on it, and not of whom.
create function record_death(p_index_values jsonb, p_now timestamptz) returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  known uuid[];
begin
  if not acts_as('functional_administrator') then
    raise exception 'not the actor to record a death' using errcode = 'insufficient_privilege';
  end if;
  perform hold_key_versions(p_index_values, null);
  insert into logbook (occurred_at, event, ground, actor_id)
  values (p_now, 'death_recorded', ground_of('death'), acting_account());
  -- Looked for once more under the lock: meanwhile they may have been destroyed, and registered anew by somebody else.
  for turn in 1..2 loop
    known := array(
      select distinct x.young_person_id
        from jsonb_to_recordset(p_index_values) as v(version smallint, value bytea)
        join identity_index x on x.key_version = v.version and x.value = v.value);
    perform hold_young_persons(known);
  end loop;
  known := array(select y.id from young_person y where y.id = any (known));
  perform destroy_young_persons(known, 'death', ground_of('death'), acting_account(), p_now, acting_day());
  insert into logbook (occurred_at, event, ground, reason, day, count, digest)
  select p_now, 'destruction_certified', ground_of('death'), 'death', acting_day(), cardinality(known),
         digest_of(array(select subject_hash(gone.id) from unnest(known) gone(id)));
end
$$;
