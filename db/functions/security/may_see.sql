-- What row-level security asks where a table would have to look at itself. Each reads past the policies, so each answers by
-- the actor of the transaction and by nothing else that its caller says but the row.

-- R2, R3, R15: whether the actor takes part in a match today, for themselves or for whom they deputise, or follows it up.
create function may_see_match(p_match_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
  -- Asked for each row: planning anew for each would cost more than the look.
  set plan_cache_mode = force_generic_plan
as $$
declare
  names constant uuid[] := acting_for();
  codes constant text[] := follow_up_codes();
  today constant date := acting_day();
begin
  return exists (
    select from match m
      join participants_on(today) p on p.match_id = m.id
     where m.id = p_match_id and m.closed_at is null
       and (p.professional_id = any (names) or p.municipality_code = any (codes)));
end
$$;

-- R15, R17: whether a signal takes part in a match that the actor may see.
create function may_see_signal(p_signal_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return exists (
    select from match_participant p
     where p.signal_id = p_signal_id and p.left_at is null and may_see_match(p.match_id));
end
$$;

-- R3, R17: everybody who takes part today in a match with the actor, or with whom the actor deputises for. Asked once for
-- each query: a professional has few matches. A coordinator is not told whom the organisation's professionals meet.
create function people_met() returns setof uuid
  language plpgsql stable security definer cost 10000 rows 100
  set search_path = functions, public, pg_temp
as $$
declare
  names constant uuid[] := acting_for();
  today constant date := acting_day();
begin
  if cardinality(names) = 0 then
    return;
  end if;
  return query
    select distinct theirs.professional_id
      from participants_on(today) mine
      join match m on m.id = mine.match_id and m.closed_at is null
      join participants_on(today) theirs on theirs.match_id = mine.match_id
     where mine.professional_id = any (names);
end
$$;

-- R2, R17: whether somebody takes part today in a match with the actor, or in one that the actor follows up. A look by index
-- for each match of theirs, of which the first will nearly always do: a municipality has more people than a query shows.
-- The limits keep the planner from reading all its matches instead.
create function meets_actor(p_account_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
  set plan_cache_mode = force_generic_plan
as $$
declare
  names constant uuid[] := acting_for();
  codes constant text[] := follow_up_codes();
  today constant date := acting_day();
begin
  return exists (
    select from match_participant theirs
     where theirs.professional_id = p_account_id and theirs.left_at is null
       and (select true from signal s
             where s.id = theirs.signal_id and is_active(s.removal_date, today) limit 1)
       and (select true
              from participants_on(today) p
              join match m on m.id = p.match_id and m.closed_at is null
             where p.match_id = theirs.match_id
               and (p.professional_id = any (names) or p.municipality_code = any (codes)) limit 1));
end
$$;

-- R4: whether an organisation is a partner, at any step, under a convenant of a municipality that the actor administers.
create function may_administer_organisation(p_organisation_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return exists (
    select from partner p
      join convenant_municipality cm on cm.convenant_id = p.convenant_id
     where p.organisation_id = p_organisation_id and cm.municipality_code = any (administered_codes()));
end
$$;

-- R3, R4: whether somebody is the actor's to manage: the organisation's people for its coordinator; for a municipality its
-- own staff, and the coordinators of its partners, through whom they join; for the functional administrator everybody.
create function may_administer_account(p_account_id uuid, p_organisation_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  if acts_as('functional_administrator') or p_organisation_id = coordinated_organisation() then
    return true;
  end if;
  return exists (
    select from role_assignment r
     where r.account_id = p_account_id
       and (r.municipality_code = any (administered_codes())
            or (r.role = 'coordinator' and may_administer_organisation(p_organisation_id))));
end
$$;

-- R3, R4: whether the actor may make somebody a professional or coordinator: of their own organisation; or, for a municipality,
-- a coordinator of one of its partners.
create function may_appoint(p_account_id uuid, p_role role_name) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return p_role in ('professional', 'coordinator') and exists (
    select from account a
     where a.id = p_account_id
       and (a.organisation_id = coordinated_organisation()
            or (p_role = 'coordinator' and may_administer_organisation(a.organisation_id))));
end
$$;

-- R4: whether a role in a municipality begins there by or after a merger of a municipality that the actor administers until
-- then: what is written ahead of the merger is ended ahead of it as well.
create function is_carried_over(p_municipality_code text, p_from_date date) returns boolean
  language sql stable
as $$
  select exists (
    select from public.municipality_succession s
     where s.successor_code = p_municipality_code and s.former_code = any (functions.administered_codes())
       and not functions.has_merged(s.from_date, functions.acting_day()) and functions.has_merged(s.from_date, p_from_date))
$$;

-- R4: whether somebody may be asked on behalf of a partner: they are of its organisation, and it joins a convenant of a
-- municipality that the actor administers. A contact person holds no role yet.
create function may_invite_for_partner(p_account_id uuid, p_partner_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return exists (
    select from partner p
      join account a on a.organisation_id = p.organisation_id
      join convenant_municipality cm on cm.convenant_id = p.convenant_id
     where p.id = p_partner_id and a.id = p_account_id and cm.municipality_code = any (administered_codes()));
end
$$;
