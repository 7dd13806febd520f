-- R4: what a municipality stopped with is wound down. Goes on with the oldest that is not finished: so many signals, active and
-- archived, in one transaction, for one instance at a time; where none is left, its certificate. Says how many it has dealt with, and
-- how many were told that somebody left.
create function continue_wind_down(p_now timestamptz, p_limit int) returns table (done int, told int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := day_of(p_now);
  winding wind_down;
  active uuid[];
  kept uuid[];
  heard int := 0;
begin
  if not pg_try_advisory_xact_lock(wind_down_lock()) then
    return query select 0, 0;
    return;
  end if;
  perform hold_everybody_still();
  select w.* into winding from wind_down w where w.finished_at is null order by w.begun_at, w.id limit 1;
  if not found then
    return query select 0, 0;
    return;
  end if;
  active := array(select s.id from signal s
                   where s.convenant_id = winding.convenant_id and s.municipality_code = any (codes_of_wind_down(winding))
                   limit p_limit);
  kept := array(select a.id from archived_signal a
                 where a.convenant_id = winding.convenant_id and a.municipality_code = any (codes_of_wind_down(winding))
                 limit p_limit - cardinality(active));
  if cardinality(active) + cardinality(kept) = 0 then
    perform certify_wind_down(winding, p_now);
    return query select 1, 0;
    return;
  end if;

  perform hold_young_persons(young_persons_of_signals(active || kept));
  -- What lapsed before is in the archive by now, and its turn comes there.
  heard := end_lapsed_signals(young_persons_of_signals(active), p_now, today);
  active := array(select s.id from signal s where s.id = any (active) and s.convenant_id = winding.convenant_id);
  kept := array(select a.id from archived_signal a where a.id = any (kept) and a.convenant_id = winding.convenant_id);
  heard := heard + wind_signals_down(winding, active, kept, p_now, today);
  return query select greatest(1, cardinality(active) + cardinality(kept)), heard;
end
$$;

-- Under which codes something may have been registered that belongs to the municipality that stopped.
create function codes_of_wind_down(p_winding wind_down) returns text[]
  language sql stable
as $$
  select p_winding.municipality_code || codes_of_municipality(p_winding.municipality_code, day_of(p_winding.begun_at))
$$;

create function wind_signals_down(p_winding wind_down, p_active uuid[], p_kept uuid[], p_now timestamptz, p_today date)
  returns int
  language plpgsql volatile
as $$
declare
  going_on uuid[];
  heard int;
begin
  going_on := move_signals(p_winding, p_active || p_kept, p_now, p_today);
  heard := end_signals(array(select id from unnest(p_active) id where id <> all (going_on)), 'wind_down', p_today,
                       ground_of('wind_down'), null, null, p_now, p_today);
  perform end_archived_signals(array(select id from unnest(p_kept) id where id <> all (going_on)), 'wind_down', p_now, p_today);
  -- One wind-down goes on at a time, so what is destroyed by one and is not tied to any yet is of this batch.
  with mine as (
    update destruction d set wind_down_id = p_winding.id
     where d.kept_at is null and d.reason = 'wind_down' and d.wind_down_id is null
    returning d.kind, d.subject_hash
  )
  update wind_down w
     set moved = w.moved + cardinality(going_on),
         destroyed_signals = w.destroyed_signals
           + (select count(*) from unnest(p_active) id where id <> all (going_on)),
         destroyed_archived = w.destroyed_archived
           + (select count(*) from unnest(p_kept) id where id <> all (going_on)),
         destroyed_young_persons = w.destroyed_young_persons + (select count(*) from mine where kind = 'young_person')
   where w.id = p_winding.id;
  return heard;
end
$$;

-- R1: goes on under the convenant under which the professional who registered it could register it there today; its term stays as it was.
create function move_signals(p_winding wind_down, p_signal_ids uuid[], p_now timestamptz, p_today date) returns uuid[]
  language plpgsql volatile
as $$
declare
  moved uuid[];
begin
  with staying as materialized (
    select o.organisation_id,
           (select c.convenant_id
              from connections_on(p_today) c
             where c.organisation_id = o.organisation_id and c.convenant_id <> p_winding.convenant_id
               and c.municipality_code = municipality_on(p_winding.municipality_code, p_today)
             order by c.in_force_from desc, c.convenant_id limit 1) as convenant_id
      from (select s.organisation_id from signal s where s.id = any (p_signal_ids)
            union select a.organisation_id from archived_signal a where a.id = any (p_signal_ids)) o
  ), active as (
    update signal s set convenant_id = g.convenant_id
      from staying g
     where s.id = any (p_signal_ids) and g.organisation_id = s.organisation_id and g.convenant_id is not null
    returning s.id, s.organisation_id, s.young_person_id, s.convenant_id
  ), archived as (
    update archived_signal a set convenant_id = g.convenant_id
      from staying g
     where a.id = any (p_signal_ids) and g.organisation_id = a.organisation_id and g.convenant_id is not null
    returning a.id, a.organisation_id, a.young_person_id, a.convenant_id
  ), gone_on as (
    select * from active union all select * from archived
  ), logged as (
    insert into logbook (occurred_at, event, ground, organisation_id, young_person_id, signal_id, convenant_id)
    select p_now, 'signal_moved', ground_of('wind_down'), organisation_id, young_person_id, id, convenant_id
      from gone_on order by id
  )
  select coalesce(array_agg(id), '{}') into moved from gone_on;
  return moved;
end
$$;

-- R20: what was destroyed of signals, active and archived, by this wind-down: the hashes are in the ledger under it. They are
-- counted, not what the batches took: after a restore some were destroyed by replaying the ledger.
create function certify_wind_down(p_winding wind_down, p_now timestamptz) returns void
  language plpgsql volatile
as $$
declare
  destroyed constant bytea[] := array(
    select d.subject_hash from destruction d where d.wind_down_id = p_winding.id and d.kind = 'signal');
begin
  update wind_down w set finished_at = p_now, certified = cardinality(destroyed), digest = digest_of(destroyed)
   where w.id = p_winding.id;
  insert into logbook (occurred_at, event, ground, reason, convenant_id, municipality_code, day, count, digest)
  values (p_now, 'destruction_certified', ground_of('wind_down'), 'wind_down', p_winding.convenant_id,
          p_winding.municipality_code, day_of(p_now), cardinality(destroyed), digest_of(destroyed));
end
$$;
