-- The same key and body get the same answer, another body is refused, and a key that is being worked on is told
-- so. The lock is per key and ends with the transaction, so a crash leaves nothing held.
--
-- A key registers once: where its signal is no longer an active one of theirs, for any reason, that is all it is told, also with
-- another body. So nobody tells an archived signal from a destroyed one by it (R6), and nothing that ended comes back by a retry. Where
-- somebody else on the young person has left or is due to, the kept answer is not given, since it names them: it is made anew. That
-- registration goes on without an id for a new signal, so that none can be stored.
--
-- A key is known by a digest under each version of the index key, so that instances that share one version know each other's.
create function hold_idempotency_keys(p_registrations registration[], p_today date) returns registration[]
  language plpgsql volatile
as $$
declare
  held int[];
  result registration[];
begin
  -- Within one batch the first holder of a key goes on; its namesakes are in flight like any other.
  select array_agg(f.ord) into held
    from (select distinct on (r.professional_id, (r.asked).idempotency_key) r.ord, r.professional_id,
                 (r.asked).idempotency_key, (r.asked).more_digests
            from unnest(p_registrations) r
           where (r.asked).idempotency_key is not null and r.outcome is null
           order by r.professional_id, (r.asked).idempotency_key, r.ord) f
   where not exists (
           select from digests_of(f.idempotency_key, null, f.more_digests) d
            where not pg_try_advisory_xact_lock(hashtextextended(d.key, hashtextextended(f.professional_id::text, 0))));

  -- A statement of its own: its snapshot is younger than the locks.
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           null, case when k.key is null then r.signal_id when o.answer is not null then k.signal_id end,
           case when r.outcome is not null or (r.asked).idempotency_key is null then r.outcome
                when r.ord <> all (coalesce(held, '{}')) then 'idempotency-key-in-flight'
                when k.key is not null and s.id is null then 'registration-gone'
                when k.body_digest <> k.asked then 'idempotency-key-reused'
                when o.answer is not null then 'replayed-' || k.outcome
           end,
           -- What was answered belongs to what was asked, and to nothing else.
           case when r.ord = any (held) and k.body_digest = k.asked then o.answer end, r.asked)::registration order by r.ord)
    into result
    from unnest(p_registrations) r
    left join lateral (
           select kept.*, d.body as asked
             from digests_of((r.asked).idempotency_key, (r.asked).body_digest, (r.asked).more_digests) d
             join idempotency_key kept on kept.account_id = r.professional_id and kept.key = d.key
            order by d.place limit 1) k on r.outcome is null
    left join signal s on s.id = k.signal_id and s.professional_id = k.account_id and is_active(s.removal_date, p_today)
    left join lateral (
           select k.answer where not exists (select from signal d
                                              where d.young_person_id = s.young_person_id and not is_active(d.removal_date, p_today))) o
      on s.id is not null;
  return result;
end
$$;

-- The digests of the key and of the body of a request, under each version of the index key, the oldest first.
create function digests_of(p_key text, p_body bytea, p_more jsonb) returns table (place int, key text, body bytea)
  language sql immutable
as $$
  select 0, p_key, p_body where p_key is not null
   union all
  select 1, m.key, m.body from jsonb_to_recordset(p_more) m(key text, body bytea)
$$;

-- Keep what was answered under an Idempotency-Key, in the transaction that did the work; anew where it had to be forgotten meanwhile.
create function keep_answers(p_registrations registration[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  insert into idempotency_key (account_id, key, signal_id, body_digest, outcome, answer, created_at)
  select r.professional_id, d.key, r.signal_id, d.body, replace(r.outcome, '-before', ''), r.answer, p_now
    from unnest(p_registrations) r
   cross join lateral digests_of((r.asked).idempotency_key, (r.asked).body_digest, (r.asked).more_digests) d
   where r.outcome in ('created', 'created-before', 'existing')
      on conflict (account_id, key) do update set answer = excluded.answer
         where idempotency_key.answer is null and idempotency_key.signal_id = excluded.signal_id;
end
$$;
