-- Registering signals, one or a thousand: the story in one call and one transaction. Signal, match, participants,
-- notifications and logbook lines commit together or not at all.
--
-- READ COMMITTED is required: every statement below then sees what was committed before it began, and those that look
-- for others begin after the locks are taken. Under REPEATABLE READ the snapshot would precede the locks, and matches
-- would be missed.
create function register_signals(
    p_items jsonb, p_now timestamptz, p_today date, p_per_professional int, p_per_organisation int)
  returns table (ord int, outcome text, answer jsonb, notified int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
  -- A batch of one and of sixty-four get the same plan; planning anew for each array costs more than the work.
  set plan_cache_mode = force_generic_plan
  -- Every table here is entered by an index; statistics of a young database would say otherwise.
  set enable_seqscan = off
as $$
declare
  items registration_item[];
  with_keys boolean;
  charged registration[];
  registrations registration[];
  one registration;
  persons record;
  there record;
  somebody_is_gone boolean;
  standing standing_signal[] := '{}';
  archived boolean := false;
  alone boolean := true;
  repeated boolean := false;
  told int := 0;
  rights record;
  some_new boolean := false;
  all_new boolean := true;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'register_signals needs READ COMMITTED' using errcode = 'feature_not_supported';
  end if;
  select array_agg(i), bool_or(i.idempotency_key is not null) into items, with_keys
    from jsonb_populate_recordset(null::registration_item, p_items) i;
  perform hold_key_versions(items[1].index_values, items[1].seal_key_version);

  -- Who asks, and may they? Refusals are decided before the index is touched. Those whose right is being changed come again.
  rights := hold_rights_of_batch(items);
  if rights.in_change <> '{}' then
    return query select waiting, 'right-in-change', null::jsonb, 0 from unnest(rights.in_change) waiting;
    items := array(select i from unnest(items) i where i.ord <> all (rights.in_change));
    if items = '{}' then
      return;
    end if;
  end if;
  registrations := authorise_registrations(items, rights.held, p_today);
  if with_keys then
    registrations := hold_idempotency_keys(registrations, p_today);
  end if;
  charged := registrations;
  registrations := charge_budgets(registrations, p_today, p_per_professional, p_per_organisation);
  foreach one in array registrations loop
    some_new := some_new or one.outcome is null;
  end loop;

  -- Find the young persons, lock them, and see who stands there.
  if some_new then
    persons := find_young_persons(registrations);
    if persons.known <> '{}' then
      there := see_who_stands(persons.known, p_today);
      if there.due then
        -- What is due is carried out first, whether or not the daily work has come by.
        select d.told, d.somebody_is_gone into told, somebody_is_gone
          from carry_out_what_is_due(persons.known, p_now, p_today) d;
        if somebody_is_gone then
          persons := find_young_persons(registrations);
        end if;
        there := see_who_stands(persons.known, p_today);
      end if;
      standing := there.standing;
      archived := there.archived;
    end if;
    registrations := persons.registrations;
    -- Nobody can meet who is alone: nobody was known, and nobody else came for the same in this batch.
    alone := persons.known = '{}';
    if alone and cardinality(registrations) > 1 then
      alone := (select count(r.young_person_id) = count(distinct r.young_person_id) from unnest(registrations) r);
    end if;
  end if;

  -- Store what is new, log what became of each, tell those who meet, and count. A refusal touches no table of signals.
  if some_new then
    registrations := store_signals(registrations, standing, p_now);
  end if;
  perform log_registrations(registrations, p_now);
  foreach one in array registrations loop
    all_new := all_new and one.outcome = 'created';
    repeated := repeated or one.outcome = 'existing';
  end loop;
  if alone then
    perform count_signals(registrations, p_today);
  else
    perform find_identity_conflicts(registrations, p_now, p_today);
    if repeated then
      perform complete_birth_dates(registrations, p_now, p_today);
    end if;
    told := told + make_matches(registrations, standing, p_now, p_today);
    if archived then
      told := told + tell_of_archive(registrations, p_now, p_today);
    end if;
    registrations := answer_registrations(registrations, p_today);
  end if;
  if not all_new then
    perform return_budgets(charged, registrations, p_today);
  end if;
  if with_keys then
    perform keep_answers(registrations, p_now);
  end if;

  -- 'replayed-' and '-before' are how the steps know what is not theirs to do; the caller need not.
  return query
    select r.ord, replace(replace(r.outcome, 'replayed-', ''), '-before', ''), r.answer, told
      from unnest(registrations) r order by r.ord;
end
$$;
