-- Records how an attempt ended (R20). What failed is tried again at the time given. What was accepted is delivered, once, with its line in
-- the logbook, though a second worker may come by later with the same.
create function record_outcome(
    p_id uuid, p_attempt int, p_outcome text, p_smtp_status smallint, p_next_attempt_at timestamptz, p_now timestamptz)
  returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  -- First, as destroying does: it takes the notification, and with it the attempts.
  perform from notification where id = p_id for update;
  update delivery_attempt set outcome = p_outcome::attempt_outcome, finished_at = p_now, smtp_status = p_smtp_status
   where notification_id = p_id and number = p_attempt;

  if p_outcome = 'failed' then
    update notification set next_attempt_at = p_next_attempt_at where id = p_id and state = 'waiting';
    return;
  end if;
  with delivered as (
    update notification set state = 'delivered', settled_at = p_now
     where id = p_id and state = 'waiting'
    returning id, event, recipient_id, match_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, match_id, notification_id)
  select p_now, 'notification_sent', ground_to_tell(event), recipient_id, match_id, id from delivered;
end
$$;

-- How much waits to be told, and since when it can be; how much is held besides, since its recipient may not be told (R1, R2); and how
-- much is refused for good by the mail server. What an operator watches.
create function count_backlog() returns table (waiting bigint, oldest timestamptz, held bigint, refused bigint)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select count(*) filter (where held_since is null and refused_at is null),
         min(coalesce(released_at, created_at)) filter (where held_since is null and refused_at is null),
         count(*) filter (where held_since is not null),
         count(*) filter (where held_since is null and refused_at is not null)
    from notification where state = 'waiting'
$$;
