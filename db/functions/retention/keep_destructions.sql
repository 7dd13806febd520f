-- The ledger of destructions outside the database: what is on its way there, and what a database that was restored from a
-- backup carries out again from it, so that nobody who was destroyed comes back (R8, R11, R13).

-- What the ledger does not have yet, for one instance at a time; the oldest first.
create function destructions_to_keep(p_limit int)
  returns table (id uuid, day date, reason end_reason, kind destroyed_kind, subject_hash bytea, wind_down_id uuid)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if pg_try_advisory_xact_lock(ledger_lock()) then
    return query
      select d.id, d.day, d.reason, d.kind, d.subject_hash, d.wind_down_id
        from destruction d where d.kept_at is null order by d.id limit p_limit;
  end if;
end
$$;

-- Called once the ledger has them and they are on its disk.
create function destructions_kept(p_ids uuid[], p_now timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  update destruction set kept_at = p_now where id = any (p_ids) and kept_at is null
$$;

-- Which of some entries of the ledger this database knows, and has as kept.
create function known_destructions(p_ids uuid[]) returns table (id uuid, kept boolean)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select d.id, d.kept_at is not null from destruction d where d.id = any (p_ids)
$$;

create function count_kept_destructions() returns bigint
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$ select count(*) from destruction where kept_at is not null $$;

-- Who in this database goes by some hashes of the ledger: one pass over all there are, since no index knows the hash.
create function find_destroyed(p_kind destroyed_kind, p_hashes bytea[]) returns table (subject uuid, hash bytea)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
  set enable_nestloop = off
  set enable_mergejoin = off
as $$
begin
  if p_kind = 'young_person' then
    return query select y.id, h.hash from young_person y join unnest(p_hashes) h(hash) on h.hash = subject_hash(y.id);
  else
    return query
      select s.id, h.hash from signal s join unnest(p_hashes) h(hash) on h.hash = subject_hash(s.id)
      union all
      select a.id, h.hash from archived_signal a join unnest(p_hashes) h(hash) on h.hash = subject_hash(a.id);
  end if;
end
$$;

-- Carries entries of the ledger out again that this database does not know: [{id, day, reason, kind, hash, windDown, subject}],
-- where the subject is null if nobody here goes by that hash. They are then known. Nobody is told, since everybody was. What was
-- registered (or registered again) after the destruction stays, and the young person with it: where the database went back
-- under a running service somebody may have met them there.
create function replay_destructions(p_entries jsonb, p_now timestamptz, p_today date) returns int
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  fresh ledger_entry[];
  hashes bytea[];
  one end_reason;
  registered_anew uuid[];
begin
  perform pg_advisory_xact_lock(retention_lock());
  with given as (
    -- Nobody is destroyed under the hash of somebody else.
    select g.id, g.day, g.reason, g.kind, g.hash, g.wind_down, case when subject_hash(g.subject) = g.hash then g.subject end as subject
      from jsonb_populate_recordset(null::ledger_entry, p_entries) g
  ), added as (
    insert into destruction (id, day, reason, kind, subject_hash, wind_down_id, kept_at)
    select id, day, reason, kind, hash, wind_down, p_now from given order by id
        on conflict (id) do nothing
    returning id
  )
  select array_agg(row(given.*)::ledger_entry), array_agg(given.hash) into fresh, hashes from given join added using (id);
  if fresh is null then
    return 0;
  end if;

  perform hold_young_persons(array(select f.subject from unnest(fresh) f where f.kind = 'young_person' and f.subject is not null)
                             || young_persons_of_signals(array(select f.subject from unnest(fresh) f where f.kind = 'signal')));
  registered_anew := array(select f.subject from unnest(fresh) f
                 where f.kind = 'young_person' and exists (select from signals_since(f.subject, time_of(f.id)) b where b.anew));
  for one in select distinct f.reason from unnest(fresh) f where f.subject is not null loop
    perform destroy_young_persons(
      array(select y.id from unnest(fresh) f join young_person y on y.id = f.subject
             where f.kind = 'young_person' and f.reason = one and y.id <> all (registered_anew)),
      one, ground_of(one), null, p_now, p_today);
    perform destroy_signals_again(
      array(select f.subject from unnest(fresh) f
             where f.kind = 'signal' and f.reason = one and f.subject is not null and not is_repeated(f.subject, time_of(f.id))
            union
            select b.signal_id from unnest(fresh) f, signals_since(f.subject, time_of(f.id)) b
             where f.kind = 'young_person' and f.reason = one and f.subject = any (registered_anew) and not b.anew),
      one, p_now, p_today);
  end loop;
  -- The ledger has these under their own ids already.
  delete from destruction where kept_at is null and subject_hash = any (hashes);

  insert into logbook (occurred_at, event, day, count, digest)
  values (p_now, 'ledger_replayed', p_today, cardinality(fresh), digest_of(hashes));
  return cardinality(fresh);
end
$$;

-- Whether a professional registered again what was there since a moment (POST /v1/signals that answered with what stood).
create function is_repeated(p_signal_id uuid, p_moment timestamptz) returns boolean
  language sql stable
as $$
  select exists (select from logbook l
                  where l.event = 'signal_repeated' and l.occurred_at > p_moment and l.signal_id = p_signal_id)
$$;

-- The signals of a young person, active and archived, and whether each was registered, again or at all, since a moment.
create function signals_since(p_young_person_id uuid, p_moment timestamptz) returns table (signal_id uuid, anew boolean)
  language sql stable
as $$
  select s.id, s.registered_at > p_moment or is_repeated(s.id, p_moment) from signal s where s.young_person_id = p_young_person_id
  union all
  select a.id, a.registered_at > p_moment from archived_signal a where a.young_person_id = p_young_person_id
$$;

-- When an id was made (RFC 9562, version 7): the first 48 bits are ms.
create function time_of(p_id uuid) returns timestamptz
  language sql immutable
as $$ select to_timestamp(('x' || left(replace(p_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) $$;

create function destroy_signals_again(p_signal_ids uuid[], p_reason end_reason, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
begin
  insert into logbook (occurred_at, event, ground, reason, organisation_id, young_person_id, signal_id)
  select p_now, 'signal_ended', ground_of(p_reason), p_reason, s.organisation_id, s.young_person_id, s.id
    from signal s where s.id = any (p_signal_ids) order by s.id;
  perform leave_matches(p_signal_ids, false, null, p_now, p_today);
  perform end_archived_signals(p_signal_ids, p_reason, p_now, p_today);
end
$$;
