-- R5: lines of the logbook, newest first, as a supervisor reads them: who did what, with their names, and no pseudonym of a young
-- person. For anybody else there are none. Planned anew for what is asked, so that each way of asking goes by its index.
create function logbook_lines(
    p_from timestamptz, p_until timestamptz, p_event logbook_event, p_organisation_id uuid, p_after bigint, p_limit int)
  returns table (
    id bigint, occurred_at timestamptz, event logbook_event, ground text, actor_id uuid, actor_name text,
    organisation_id uuid, organisation_name text, account_id uuid, account_name text, signal_id uuid, match_id uuid,
    notification_id uuid, convenant_id uuid, partner_id uuid, municipality_code text, request_id uuid,
    reason end_reason, day date, count bigint, digest bytea)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  before timestamptz := (select l.occurred_at from logbook l where l.id = p_after);
begin
  if not acts_as('supervisor') or (p_after is not null and before is null) then
    return;
  end if;
  return query
    with page as materialized (
      select l.* from logbook l
       where (p_from is null or l.occurred_at >= p_from)
         and (p_until is null or l.occurred_at < p_until)
         and (p_event is null or l.event = p_event)
         and (p_organisation_id is null or l.organisation_id = p_organisation_id)
         and (p_after is null or (l.occurred_at, l.id) < (before, p_after))
       order by l.occurred_at desc, l.id desc
       limit p_limit)
    -- Names are looked up one by one: a join would read all accounts of the country for one page.
    select p.id, p.occurred_at, p.event, p.ground, p.actor_id, (select a.name from account a where a.id = p.actor_id),
           p.organisation_id, (select o.name from organisation o where o.id = p.organisation_id),
           p.account_id, (select b.name from account b where b.id = p.account_id),
           p.signal_id, p.match_id, p.notification_id, p.convenant_id, p.partner_id, p.municipality_code, p.request_id,
           p.reason, p.day, p.count, p.digest
      from page p
     order by p.occurred_at desc, p.id desc;
end
$$;
