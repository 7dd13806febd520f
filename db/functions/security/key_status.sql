-- For the operator: what needs each version of the keys, in figures (R23). Nothing of anybody is in it. It counts rows one by one.
create function key_status()
  returns table (kind key_kind, version smallint, in_use boolean, destroyed_on date, needed boolean, entries bigint, behind bigint,
                 invitations bigint, invitations_until timestamptz, answers bigint, answers_since timestamptz)
  language sql stable
as $$
  select k.kind, k.version, k.version = version_in_use(k.kind), k.destroyed_on,
         k.destroyed_on is null and case k.kind when 'index' then is_index_version_needed(k.version)
                                                when 'seal' then is_seal_version_needed(k.version)
                                                else is_logbook_version_needed(k.version) end,
         case k.kind when 'index' then (select count(*) from identity_index x where x.key_version = k.version)
                     when 'seal' then (select count(*) from young_person y where y.seal_key_version = k.version)
                     else 0 end,
         case when k.version <> version_in_use(k.kind) then 0
              when k.kind = 'index' then (select count(*) from young_person y where not exists (
                     select from identity_index x where x.young_person_id = y.id and x.key_version = k.version))
              when k.kind = 'seal' then (select count(*) from young_person y where y.seal_key_version < k.version)
              else 0 end,
         i.open, i.until, a.kept, a.since
    from key_check k
    cross join lateral (
      select count(*) as open, max(i.expires_at) as until
        from invitation i
       where k.kind = 'index' and goes_by_version(k.version, i.created_at) and k.destroyed_on is null
         and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()) i
    cross join lateral (
      select count(*) as kept, max(a.created_at) as since
        from idempotency_key a
       where k.kind = 'index' and goes_by_version(k.version, a.created_at) and k.destroyed_on is null) a
   order by k.kind, k.version
$$;

-- Whether what was made at an instant may go by a version of the index key and no later one.
create function goes_by_version(p_version smallint, p_made_at timestamptz) returns boolean
  language sql stable
as $$
  select case
           when exists (select from key_rotation c where c.kind = 'index' and c.version > p_version)
             then exists (select from key_rotation c where c.kind = 'index' and p_made_at < c.begun_at + interval '5 minutes')
           else p_version = version_in_use('index')
         end
$$;

-- For the metrics: the version of each key that new rows have, and how many young persons a change that goes on has still to look at or
-- left behind. Of the logbook key 1 until it is handed over.
create function key_figures() returns table (kind key_kind, version smallint, to_do bigint)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select c.kind, version_in_use(c.kind),
         case when r.kind is null or r.complete_at is not null then 0
              when r.kind = 'logbook' then 1
              else r.left_behind + (select count(*) from young_person y
                                     where y.id > coalesce(r.reached, '00000000-0000-0000-0000-000000000000')) end
    from (select distinct k.kind from key_check k) c
    left join key_rotation r using (kind)
$$;
