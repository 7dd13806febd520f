-- When a notification that is held is looked at next: after as long as it was held already, ten seconds at least and an hour at most. A
-- right that comes back soon is seen soon, and one that stays away costs little.
create function next_look(p_held_since timestamptz, p_now timestamptz) returns timestamptz
  language sql immutable
as $$
  select p_now + least(greatest(p_now - p_held_since, interval '10 seconds'), interval '1 hour')
$$;

-- Looks again at notifications that are held, so many at once, and says how many are due to be told now: their recipient may be told
-- again (R1, R2, R15). What is over by now is withheld. It runs as the owner, as claiming does.
create function review_held_notifications(p_now timestamptz, p_today date, p_limit int)
  returns table (looked_at int, released int, withheld int)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  seen uuid[];
  standings text[];
  again uuid[];
  over uuid[];
begin
  with due as materialized (
    select n as told from notification n
     where n.state = 'waiting' and n.held_since is not null and n.next_attempt_at <= p_now and n.event = any (known_kinds())
     order by n.next_attempt_at
     limit p_limit
       for update skip locked
  )
  select array_agg((d.told).id), array_agg(standing_of(d.told, p_now, p_today)) into seen, standings from due d;
  again := array(select j.id from unnest(seen, standings) j(id, standing) where j.standing = 'told');
  over := array(select j.id from unnest(seen, standings) j(id, standing) where j.standing = 'over');

  update notification n set held_since = null, released_at = p_now, next_attempt_at = p_now where n.id = any (again);
  perform withhold_notifications(over, p_now);
  update notification n set next_attempt_at = next_look(n.held_since, p_now)
   where n.id = any (seen) and n.id <> all (again || over);
  return query select coalesce(cardinality(seen), 0), cardinality(again), cardinality(over);
end
$$;
