-- Changing the keys (R23). The operator begins it, as the owner, once every instance has the new version; the instances carry it out.

-- Holds the versions of the keys as they are until the end of the transaction, and refuses an instance that lacks one that was begun: it
-- would find nobody who came since, and be found by nobody (R9, R15). Who begins a change waits for those that were let through before.
create function hold_key_versions(p_index_values jsonb, p_seal_version smallint) returns void
  language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock_shared(key_versions_lock());
  if not exists (select from key_rotation) then
    return;
  elsif exists (
    select from key_rotation k
     where (k.kind = 'index' and not exists (
              select from jsonb_to_recordset(p_index_values) v(version smallint) where v.version = k.version))
        or (k.kind = 'seal' and p_seal_version < k.version))
  then
    raise exception 'this instance lacks a version of the keys whose change was begun: restart it with the keys of the others'
      using errcode = '57V01';
  end if;
end
$$;

-- Begins the change of a kind of key to a version that an instance has started with. Only the owner may.
create function begin_key_rotation(p_kind key_kind, p_version smallint, p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock(key_versions_lock());
  if not exists (select from key_check c where c.kind = p_kind and c.version = p_version and c.destroyed_on is null) then
    raise exception 'no instance has started with version % of the % key', p_version, p_kind using errcode = 'invalid_parameter_value';
  end if;
  if exists (select from key_rotation k where k.kind = p_kind and k.version <> p_version and k.complete_at is null) then
    raise exception 'the change of the % key that was begun before is not complete', p_kind using errcode = 'invalid_parameter_value';
  end if;
  insert into key_rotation as k (kind, version, from_version, begun_at)
  select p_kind, p_version, version_in_use(p_kind), p_now
      on conflict (kind) do update
         set version = excluded.version, from_version = excluded.from_version, begun_at = excluded.begun_at,
             reached = null, looked_at = 0, left_behind = 0, complete_at = null
       where k.version < excluded.version;
  if found then
    insert into logbook (occurred_at, event, count) values (p_now, event_of_key(p_kind, 'change_begun'), p_version);
  end if;
end
$$;

-- The version by which a kind of key goes before the next change: that of the last, or else the oldest.
create function version_in_use(p_kind key_kind) returns smallint
  language sql stable
as $$
  select coalesce((select k.version from key_rotation k where k.kind = p_kind),
                  (select min(c.version) from key_check c where c.kind = p_kind))
$$;

-- What was begun, and how far it is.
create function key_rotations()
  returns table (kind key_kind, version smallint, from_version smallint, begun_at timestamptz, looked_at bigint, left_behind int,
                 complete_at timestamptz)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select k.kind, k.version, k.from_version, k.begun_at, k.looked_at, k.left_behind, k.complete_at from key_rotation k order by k.kind
$$;

-- The next young persons of the pass, with the sealed number of those that lack the version: shown as long as a change of it goes on, and
-- to one instance at a time. No row where another instance is at it, or nothing is to be done.
create function young_persons_behind(p_kind key_kind, p_version smallint, p_limit int)
  returns table (id uuid, sealed bytea, seal_version smallint)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
  set enable_seqscan = off
as $$
declare
  change key_rotation;
begin
  if not pg_try_advisory_xact_lock(key_rotation_lock()) then
    return;
  end if;
  select * into change from key_rotation k 
   where k.kind = p_kind and k.kind <> 'logbook' and k.version = p_version and k.complete_at is null;
  return query
    select y.id, case when is_behind(y, change) then y.bsn_sealed end, y.seal_key_version
      from young_person y
     where change.kind is not null and y.id > coalesce(change.reached, '00000000-0000-0000-0000-000000000000')
     order by y.id limit p_limit;
  -- Nobody is left to look at, and so nobody will be handed in.
  if not found and change.kind is not null then
    perform end_of_pass(change);
  end if;
end
$$;

create function is_behind(p_young_person young_person, p_change key_rotation) returns boolean
  language sql stable
as $$
  select case p_change.kind
           when 'seal' then (p_young_person).seal_key_version < (p_change).version
           else not exists (select from identity_index x
                             where x.young_person_id = (p_young_person).id and x.key_version = (p_change).version)
         end
$$;

-- Nobody comes in without the version since the change was begun, so a pass that left nobody behind has reached everybody.
create function end_of_pass(p_change key_rotation) returns void
  language sql volatile
as $$
  with ended as (
    update key_rotation k
       set complete_at = case when k.left_behind = 0 then clock_timestamp() end, reached = null,
           looked_at = case when k.left_behind = 0 then k.looked_at else 0 end, left_behind = 0
     where k.kind = (p_change).kind and k.complete_at is null
    returning k.kind, k.version, k.complete_at)
  insert into logbook (occurred_at, event, count)
  select e.complete_at, event_of_key(e.kind, 'change_completed'), e.version from ended e where e.complete_at is not null
$$;

-- Writes what an instance computed for the young persons that it was shown: an index value each, or a new seal. The locks are those of registering, in its
-- order: first the rows by which somebody is found, by version and value, then their own. Says how many were changed. The pass goes on
-- from there in the same transaction.
create function rotate_young_persons(
    p_kind key_kind, p_version smallint, p_items jsonb, p_reached uuid, p_looked int, p_behind int)
  returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
  set enable_seqscan = off
as $$
declare
  change constant key_rotation := (
    select k from key_rotation k where k.kind = p_kind and k.version = p_version and k.complete_at is null);
  ids constant uuid[] := array(select i.id from jsonb_to_recordset(p_items) i(id uuid));
  changed int;
begin
  if change.kind is null or not pg_try_advisory_xact_lock(key_rotation_lock()) then
    raise exception 'no such change goes on' using errcode = 'insufficient_privilege';
  end if;
  if p_kind = 'index' then
    perform from identity_index x where x.young_person_id = any (ids) order by x.key_version, x.value for update;
    insert into identity_index (key_version, value, young_person_id)
    select change.version, i.value, y.id
      from jsonb_to_recordset(p_items) i(id uuid, value bytea)
      join young_person y using (id)
     order by i.value
        on conflict (key_version, value) do nothing;
  else
    perform from young_person y where y.id = any (ids) order by y.id for no key update;
    update young_person y set bsn_sealed = i.value, seal_key_version = change.version
      from jsonb_to_recordset(p_items) i(id uuid, value bytea)
     where y.id = i.id and y.seal_key_version < change.version;
  end if;
  get diagnostics changed = row_count;
  -- Who is behind still: a seal did not open, or somebody else has the number. Who was destroyed meanwhile is not.
  update key_rotation k
     set reached = p_reached, looked_at = k.looked_at + p_looked,
         left_behind = k.left_behind + (p_behind - cardinality(ids))
                       + (select count(*) from young_person y where y.id = any (ids) and is_behind(y, change))
   where k.kind = p_kind;
  return changed;
end
$$;

-- The checkpoint that both keys sign was made: from here on the logbook goes by the new one.
create function logbook_handed_over(p_version smallint, p_now timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  with ended as (
    update key_rotation k set complete_at = p_now
     where k.kind = 'logbook' and k.version = p_version and k.complete_at is null
    returning k.kind, k.version)
  insert into logbook (occurred_at, event, count)
  select p_now, event_of_key(e.kind, 'change_completed'), e.version from ended e
$$;

-- What is left of a destroyed version of the index key: it finds nobody any more, and is not to lie there. Says how many rows went.
create function remove_retired_index(p_limit int) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  removed int;
begin
  delete from identity_index x
   using (select i.key_version, i.value
            from key_check c
            join identity_index i on i.key_version = c.version
            join key_rotation k on k.kind = 'index' and k.complete_at is not null and k.version > i.key_version
           where c.kind = 'index' and c.destroyed_on is not null
           order by i.key_version, i.value limit p_limit
             for update of i skip locked) spent
   where x.key_version = spent.key_version and x.value = spent.value;
  get diagnostics removed = row_count;
  return removed;
end
$$;
