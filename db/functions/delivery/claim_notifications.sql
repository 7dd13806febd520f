-- What becomes of a notification that waits: `over` where what it tells of is over, or its recipient has left for good; `told` where the
-- recipient may be told; `held` where they may not today, and it waits.
create function standing_of(n notification, p_now timestamptz, p_today date) returns text
  language plpgsql stable
as $$
begin
  return case
           when exists (select from account a where a.id = n.recipient_id and a.withdrawn_at is not null)
                or is_over(n, p_now, p_today) then 'over'
           when may_be_told(n, p_now, p_today) then 'told'
           else 'held'
         end;
end
$$;

-- Claims notifications that are due, one row per attempt (R20), and tells for each whom to reach. `skip locked` lets several workers claim
-- side by side; the next attempt is set before this one begins, so that what a crashed worker held comes back by itself. Whose recipient
-- may not be told is held, and what is over is withheld: neither is an attempt. Kinds that this version does not know are left to the
-- one that does. It runs as the owner: delivering is nobody's act, and a service that may claim what is due need not be able to read
-- everything that was ever told. Codes of invitations go by the version of the index key that was begun last (rotate_keys.sql).
create function claim_notifications(p_now timestamptz, p_today date, p_limit int, p_lease_seconds int)
  returns table (id uuid, attempts int, event notification_event, match_id uuid, invitation_id uuid, recipient_role role_name,
                 account_id uuid, name text, email text, entitled boolean, over boolean,
                 code_version smallint)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  due uuid[];
  standings text[];
begin
  with next as materialized (
    select n as told from notification n
     where n.state = 'waiting' and n.held_since is null and n.next_attempt_at <= p_now and n.event = any (known_kinds())
     order by n.next_attempt_at
     limit p_limit
       for update skip locked
  )
  select array_agg((x.told).id), array_agg(standing_of(x.told, p_now, p_today)) into due, standings from next x;

  update notification n set held_since = p_now, next_attempt_at = next_look(p_now, p_now)
    from unnest(due, standings) j(id, standing) where n.id = j.id and j.standing = 'held';
  perform withhold_notifications(
    array(select j.id from unnest(due, standings) j(id, standing) where j.standing = 'over'), p_now);
  with claimed as (
    update notification n
       set attempts = n.attempts + 1, next_attempt_at = p_now + make_interval(secs => p_lease_seconds)
      from unnest(due, standings) j(id, standing) where n.id = j.id and j.standing = 'told'
    returning n.id, n.attempts
  )
  insert into delivery_attempt (notification_id, number, started_at) select c.id, c.attempts, p_now from claimed c;
  -- A match that has closed is not there to be looked at.
  return query
    select n.id, n.attempts, n.event, (select m.id from match m where m.id = n.match_id and m.closed_at is null),
           n.invitation_id, n.recipient_role, a.id, a.name, a.email, j.standing = 'told', j.standing = 'over',
           (select k.version from key_rotation k where k.kind = 'index')
      from unnest(due, standings) j(id, standing)
      join notification n on n.id = j.id
      join account a on a.id = n.recipient_id;
end
$$;

-- Withholds notifications of what is over, with a line of the logbook each (R20).
create function withhold_notifications(p_ids uuid[], p_now timestamptz) returns void
  language plpgsql volatile
as $$
begin
  with withheld as (
    update notification n set state = 'withheld', settled_at = p_now, held_since = null
     where n.id = any (p_ids) and n.state = 'waiting'
    returning n.id, n.event, n.recipient_id, n.match_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, match_id, notification_id)
  select p_now, 'notification_withheld', ground_to_tell(w.event), w.recipient_id, w.match_id, w.id from withheld w;
end
$$;
