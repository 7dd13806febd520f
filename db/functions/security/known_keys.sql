-- With which keys the data was made (R23), so that a service with other keys does not start. One instance at a time asks and
-- adds: the lock is held until the end of the transaction.

-- Every key that is known, and whether a service may not be without it: the data needs it, or there is no data yet and instances that
-- have no key in common would begin it. That is looked up for the versions that the service does not have. One that was destroyed is
-- needed by nothing.
create function known_keys(p_index smallint[], p_seal smallint[])
  returns table (kind key_kind, version smallint, value bytea, needed boolean, destroyed_on date)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(keys_lock());
  return query
    select k.kind, k.version, k.value,
           k.destroyed_on is null and case k.kind
             when 'logbook' then is_logbook_version_needed(k.version)
             when 'seal' then k.version <> all (p_seal) and is_seal_version_needed(k.version)
             when 'index' then k.version <> all (p_index) and is_index_version_needed(k.version)
           end,
           k.destroyed_on
      from key_check k order by k.kind, k.version;
end
$$;

-- Whether a change to a later version is complete.
create function is_replaced(p_kind key_kind, p_version smallint) returns boolean
  language sql stable
as $$
  select exists (select from key_rotation k where k.kind = p_kind and k.version > p_version and k.complete_at is not null)
$$;

create function is_logbook_version_needed(p_version smallint) returns boolean
  language sql stable
as $$
  select p_version = version_in_use('logbook')
      or exists (select from key_rotation k where k.kind = 'logbook' and k.complete_at is null and k.from_version = p_version)
$$;

create function is_seal_version_needed(p_version smallint) returns boolean
  language sql stable
as $$
  select not (is_replaced('seal', p_version) or exists (select from young_person))
      or exists (select from young_person where seal_key_version = p_version)
$$;

create function is_index_version_needed(p_version smallint) returns boolean
  language sql stable
as $$
  select case
           when is_replaced('index', p_version) then is_older_version_needed()
           else not exists (select from identity_index)
             or exists (select from identity_index where key_version = p_version)
             or (p_version = (select min(version) from key_check where kind = 'index' and destroyed_on is null)
                 and (exists (select from invitation where accepted_at is null and withdrawn_at is null and expires_at > now())
                      or exists (select from idempotency_key)))
         end
$$;

-- Whether there is an open invitation or a kept answer from before the change: the code in the mail, and the digest of the
-- key, go by an older version. The clocks of instances differ by minutes at most.
create function is_older_version_needed() returns boolean
  language sql stable
as $$
  select exists (select from key_rotation k
                   join invitation i on i.created_at < k.begun_at + interval '5 minutes'
                  where k.kind = 'index' and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now())
      or exists (select from key_rotation k
                   join idempotency_key a on a.created_at < k.begun_at + interval '5 minutes'
                  where k.kind = 'index')
$$;

-- Some numbers of each version, sealed and indexed, as long as no key is known: in a database from before keys were known by a value,
-- the data itself says whether a key is the right one.
create function key_samples()
  returns table (young_person_id uuid, seal_version smallint, sealed bytea, index_version smallint, index_value bytea)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  with recursive versions(version) as (
    select min(key_version) from identity_index
    union all
    select (select min(i.key_version) from identity_index i where i.key_version > v.version) from versions v where v.version is not null
  ), numbered as (
    select y.id, row_number() over (partition by y.seal_key_version) as place from young_person y
  ), chosen as (
    select i.young_person_id as id, i.key_version, i.value
      from versions v
     cross join lateral (select * from identity_index x where x.key_version = v.version limit 5) i
    union all
    select n.id, null, null from numbered n where n.place <= 5
  )
  select y.id, y.seal_key_version, y.bsn_sealed, c.key_version, c.value
    from chosen c join young_person y using (id)
   where not exists (select from key_check)
$$;

create function register_keys(p_kinds key_kind[], p_versions smallint[], p_values bytea[], p_now timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  with added as (
    insert into key_check (kind, version, value, registered_at)
    select k.kind, k.version, k.value, p_now from unnest(p_kinds, p_versions, p_values) k(kind, version, value)
    returning kind, version)
  -- The first version of a key is no change of it.
  insert into logbook (occurred_at, event, count)
  select p_now, event_of_key(a.kind, 'added'), a.version
    from added a
   where exists (select from key_check c where c.kind = a.kind)
   order by a.kind, a.version
$$;

-- Versions that were destroyed, as the file of the keys says: from here on no instance may have them. One that is needed stays as it is.
create function retire_keys(p_kinds key_kind[], p_versions smallint[], p_days date[]) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  with destroyed as (
    update key_check c set destroyed_on = d.day
      from unnest(p_kinds, p_versions, p_days) d(kind, version, day)
     where c.kind = d.kind and c.version = d.version and c.destroyed_on is null and is_replaced(c.kind, c.version)
       and not case c.kind when 'seal' then is_seal_version_needed(c.version)
                           when 'index' then is_index_version_needed(c.version)
                           else is_logbook_version_needed(c.version) end
    returning c.kind, c.version)
  insert into logbook (occurred_at, event, count)
  select now(), event_of_key(d.kind, 'destroyed'), d.version from destroyed d order by d.kind, d.version
$$;

-- What the logbook calls something that happened to a key (R20).
create function event_of_key(p_kind key_kind, p_what text) returns logbook_event
  language sql stable
as $$
  select (p_kind || '_key_' || p_what)::logbook_event
$$;
