-- The same key and body get the same answer, another body is refused, and a key that is being worked on is told
-- so. The lock is per key and ends with the transaction, so a crash leaves nothing held.
create function hold_idempotency_keys(p_items registration_item[], p_registrations registration[])
  returns registration[]
  language plpgsql volatile
as $$
declare
  held int[];
  result registration[];
begin
  -- Within one batch the first holder of a key goes on; its namesakes are in flight like any other.
  select array_agg(f.ord) into held
    from (select distinct on (r.professional_id, i.idempotency_key) i.ord, r.professional_id, i.idempotency_key
            from unnest(p_items) i
            join unnest(p_registrations) r using (ord)
           where i.idempotency_key is not null and r.outcome is null
           order by r.professional_id, i.idempotency_key, i.ord) f
   where pg_try_advisory_xact_lock(hashtextextended(f.idempotency_key, hashtextextended(f.professional_id::text, 0)));

  -- A statement of its own: its snapshot is younger than the locks.
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           null, coalesce(k.signal_id, r.signal_id),
           case when r.outcome is not null or i.idempotency_key is null then r.outcome
                when r.ord <> all (coalesce(held, '{}')) then 'idempotency-key-in-flight'
                when k.body_digest = i.body_digest then 'replayed-' || k.outcome
                when k.body_digest is not null then 'idempotency-key-reused'
           end,
           -- What was answered belongs to what was asked, and to nothing else.
           case when r.ord = any (held) and k.body_digest = i.body_digest then k.answer end)::registration order by r.ord)
    into result
    from unnest(p_registrations) r
    join unnest(p_items) i using (ord)
    left join idempotency_key k on r.outcome is null
                               and k.account_id = r.professional_id and k.key = i.idempotency_key;
  return result;
end
$$;
