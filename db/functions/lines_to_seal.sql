-- The lines of the logbook that are settled and not sealed yet, in the order in which they will be (R20). Lines commit out of
-- the order of their ids, so an id says nothing; a line is settled once every transaction up to its own has ended, which
-- is what the oldest transaction that is still going on tells. So no line is passed by, and no writer waits for the sealer.
--
-- In another cluster (a restored dump) transactions are numbered anew. A line that is seen although its transaction would be
-- yet to come was written in the cluster before, and is settled.
create function lines_to_seal(p_limit int)
  returns table (line logbook, sealed_before xid8, cluster text)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
declare
  here text := (select system_identifier::text from pg_control_system());
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  last logbook_checkpoint;
begin
  select * into last from logbook_checkpoint order by size desc limit 1;
  return query
    select l, case when count(*) over () = p_limit then l.transaction_id else horizon end, here
      from logbook l
     where case when last.cluster is null or last.cluster = here
                then l.transaction_id < horizon and l.transaction_id >= coalesce(last.sealed_before, '0'::xid8)
                else l.transaction_id < horizon or l.transaction_id >= pg_snapshot_xmax(pg_current_snapshot()) end
       and not exists (select from logbook_leaf f where f.logbook_id = l.id)
     order by l.transaction_id, l.id
     limit p_limit;
end
$$;

-- Since when the oldest line waits that is not sealed, whether or not its transaction is settled; the line of the last
-- checkpoint waits for company.
create function oldest_unsealed() returns timestamptz
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select min(l.occurred_at)
    from logbook l
   where l.transaction_id >= coalesce((select c.sealed_before from logbook_checkpoint c order by c.size desc limit 1), '0'::xid8)
     and l.event <> 'checkpoint_signed'
     and not exists (select from logbook_leaf f where f.logbook_id = l.id)
$$;
