-- The lines of the logbook that are settled and not sealed yet, in the order in which they will be (R20). Lines commit out of
-- the order of their ids, so an id says nothing; a line is settled once every transaction up to its own has ended, which
-- is what the oldest transaction that is still going on tells. So no line is passed by, and no writer waits for the sealer.
--
-- In another cluster (a restored dump) transactions are numbered anew. A line that is seen although its transaction would be
-- yet to come was written in the cluster before, is settled, and comes before all that was written here.
--
-- An instance seals alone (sealing_lock), and holds destruction off until it is done (ties_lock, which destroying shares), so
-- that no salt is written of somebody who is destroyed meanwhile. A line that came after its young person was destroyed, by
-- somebody who had read of them before, loses the tie here, before it is sealed.
create function lines_to_seal(p_limit int)
  returns table (line logbook, sealed_before xid8, cluster text)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(ties_lock());
  return query
    with settled as materialized (select s.* from settled_lines(p_limit) s),
    forgotten as (
      update logbook l set young_person_id = null
       where l.id = any (array(select (s.line).id from settled s where (s.line).young_person_id is not null))
         and not exists (select from young_person y where y.id = l.young_person_id)
      returning l)
    select coalesce(f.l, s.line), s.sealed_before, s.cluster
      from settled s left join forgotten f on (f.l).id = (s.line).id
     order by s.from_before desc, (s.line).transaction_id, (s.line).id;
end
$$;

-- The next lines, and up to which transaction all are sealed once they are: only where they are not as many as were asked for
-- may that be everything that is settled. Lines of the cluster before, whose transactions are yet to come here, are looked for
-- every time, and say nothing about how far those of this one are sealed.
create function settled_lines(p_limit int)
  returns table (line logbook, from_before boolean, sealed_before xid8, cluster text)
  language plpgsql stable
as $$
declare
  here text := (select system_identifier::text from pg_control_system());
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  to_come xid8 := pg_snapshot_xmax(pg_current_snapshot());
  last logbook_checkpoint;
  sealed_up_to xid8 := '0';
  next logbook[];
begin
  select * into last from logbook_checkpoint order by size desc limit 1;
  if last.cluster = here then
    sealed_up_to := last.sealed_before;
  end if;
  next := array(
    select l from (
      (select l from logbook l
        where l.transaction_id >= sealed_up_to and l.transaction_id < horizon
          and not exists (select from logbook_leaf f where f.logbook_id = l.id)
        order by l.transaction_id, l.id limit p_limit)
      union all
      (select l from logbook l
        where l.transaction_id >= to_come
          and not exists (select from logbook_leaf f where f.logbook_id = l.id)
        order by l.transaction_id, l.id limit p_limit)) either(l)
     order by (l).transaction_id < to_come, (l).transaction_id, (l).id
     limit p_limit);
  if cardinality(next) < p_limit then
    sealed_up_to := horizon;
  else
    sealed_up_to := coalesce((select n.transaction_id from unnest(next) n where n.transaction_id < horizon
                               order by n.transaction_id desc limit 1), sealed_up_to);
  end if;
  return query select n, n.transaction_id >= to_come, sealed_up_to, here from unnest(next) n;
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
