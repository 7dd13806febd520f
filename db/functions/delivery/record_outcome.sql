-- Records how an attempt ended, with its line in the logbook (R20). What failed is tried again at the time given; what was
-- accepted, or withheld since the right to be told has ended, is settled once, whoever comes by later.
create function record_outcome(
    p_id uuid, p_attempt int, p_outcome text, p_smtp_status smallint, p_next_attempt_at timestamptz, p_now timestamptz)
  returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  -- First, as destroying does: it takes the notification, and with it the attempts.
  perform from notification where id = p_id for update;
  update delivery_attempt
     set outcome = case p_outcome when 'accepted' then 'accepted' else 'failed' end::attempt_outcome,
         finished_at = p_now, smtp_status = p_smtp_status
   where notification_id = p_id and number = p_attempt;

  if p_outcome = 'failed' then
    update notification set next_attempt_at = p_next_attempt_at where id = p_id and state = 'waiting';
    return;
  end if;
  with settled as (
    update notification
       set state = case p_outcome when 'accepted' then 'delivered' else 'withheld' end::notification_state,
           settled_at = p_now
     where id = p_id and state = 'waiting'
    returning id, event, recipient_id, match_id
  )
  insert into logbook (occurred_at, event, ground, actor_id, match_id, notification_id)
  select p_now,
         case p_outcome when 'accepted' then 'notification_sent' else 'notification_withheld' end::logbook_event,
         ground_to_tell(event), recipient_id, match_id, id
    from settled;
end
$$;

-- How much waits to be told, and since when: what an operator watches.
create function count_backlog() returns table (waiting bigint, oldest timestamptz)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select count(*), min(created_at) from notification where state = 'waiting'
$$;
