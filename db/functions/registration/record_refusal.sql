-- R20: that somebody asked for what they may not do, or what is not there for them, in a transaction of its own, since the refused one is undone. At most one
-- line for each account and minute, however often they ask, and nobody waits for it: a request that comes while another records the same
-- person's refusal leaves it at that. Somebody who has no account here is nobody, and is not recorded.
create function record_refusal(p_issuer text, p_subject text, p_now timestamptz, p_today date) returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  refused uuid;
begin
  perform act_as(p_issuer, p_subject, p_today);
  refused := acting_account();
  if refused is null or not pg_try_advisory_xact_lock(refusal_lock(), hashtext(refused::text)) then
    return;
  end if;
  if not exists (select from logbook l
                  where l.event = 'action_refused' and l.actor_id = refused
                    and l.occurred_at > p_now - interval '1 minute' and l.occurred_at <= p_now)
  then
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id)
    select p_now, 'action_refused', 'Jw 7.1.2.1 lid 3', a.id, a.organisation_id from account a where a.id = refused;
  end if;
end
$$;
