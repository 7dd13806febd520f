-- Mail that a server refuses for good, since the address is wrong (R15, R20). It waits, without being due, until the address is changed
-- or somebody asks for it; the account says since when, for who manages its details (R3, R4).

-- Records that the server refused an attempt for good. Where the address was changed meanwhile it is due at once.
create function record_refused_mail(p_id uuid, p_attempt int, p_address text, p_smtp_status smallint, p_now timestamptz)
  returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  v_recipient uuid;
  v_address text;
begin
  -- First, as destroying does: it takes the notification, and with it the attempts.
  select n.recipient_id into v_recipient from notification n where n.id = p_id and n.state = 'waiting' for update;
  update delivery_attempt set outcome = 'failed', finished_at = p_now, smtp_status = p_smtp_status
   where notification_id = p_id and number = p_attempt;
  if v_recipient is null then return; end if;

  select a.email into v_address from account a where a.id = v_recipient for no key update;
  if v_address <> p_address then
    update notification set next_attempt_at = p_now where id = p_id;
    return;
  end if;
  -- Never due: nor to the version before this one, which looks at no more than this.
  update notification set refused_at = p_now, next_attempt_at = 'infinity' where id = p_id;
  update account set mail_refused_at = p_now where id = v_recipient and mail_refused_at is null;
end
$$;

-- Has what was refused tried again for accounts whose details the actor manages (R3, R4): their address was changed, or it is as it
-- should be.
create function try_refused_mail_again(p_account_ids uuid[]) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  select make_refused_mail_due(array(
    select a.id from account a
     where a.id = any (p_account_ids) and a.mail_refused_at is not null
       and (may_administer_account(a.id, a.organisation_id)
            -- The contact of a partner has no role before they have accepted (R4).
            or acts_as('municipal_administrator') and may_administer_organisation(a.organisation_id))))
$$;

-- The same without asking whose they are: an operator, as the owner, has everything tried again that was refused. Returns how much.
create function make_refused_mail_due(p_account_ids uuid[]) returns int
  language plpgsql volatile
as $$
declare
  v_due int;
begin
  -- The accounts first, in their order: who writes down a refusal meanwhile waits, and finds the account as it is then.
  perform from account a where a.id = any (p_account_ids) order by a.id for no key update;
  update account set mail_refused_at = null where id = any (p_account_ids);
  update notification set next_attempt_at = refused_at, refused_at = null
   where recipient_id = any (p_account_ids) and refused_at is not null;
  get diagnostics v_due = row_count;
  return v_due;
end
$$;
