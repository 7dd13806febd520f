-- R20: the recipient of a notification opens it, as they act in this transaction. When they first did is kept, and the logbook
-- tells of it; what a deputy sees, and every later look, it tells as a look.
create function open_notification(p_id uuid, p_now timestamptz) returns timestamptz
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  seen notification;
  first boolean;
begin
  update notification set opened_at = p_now
   where id = p_id and recipient_id = acting_account() and acts_as(recipient_role::text) and opened_at is null;
  first := found;
  select * into seen from notification
   where id = p_id and (recipient_id = acting_account() or recipient_id = any (acting_for()));
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, match_id, notification_id, account_id)
  select p_now, case when first then 'notification_opened' else 'notifications_viewed' end::logbook_event,
         ground_to_tell(seen.event), a.id, a.organisation_id, seen.match_id, seen.id,
         case when seen.recipient_id <> a.id then seen.recipient_id end
    from account a where a.id = acting_account() and seen.id is not null;
  return seen.opened_at;
end
$$;
