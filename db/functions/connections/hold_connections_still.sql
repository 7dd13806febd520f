-- Who is connected may not change between the moment that a right is read and the commit of what was done with
-- it (R1: "takes effect at the next request"). Readers of rights share one lock until they commit; every change
-- to convenants, partners or accounts takes it alone. So when an ending has committed, nothing that rested on
-- the old state can commit any more, and no caller can forget it: a trigger takes the lock.
create function hold_connections_still() returns void
  language sql volatile
as $$ select pg_advisory_xact_lock_shared(connections_lock()) $$;

-- For whoever is about to change something and reads a right first: to take the lock alone at once, since two who hold
-- it together and then both want it alone would wait for each other.
create function hold_connections_alone() returns void
  language sql volatile
as $$ select pg_advisory_xact_lock(connections_lock()) $$;

create function change_connections() returns trigger
  language plpgsql set search_path = functions, public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(connections_lock());
  return null;
end
$$;
