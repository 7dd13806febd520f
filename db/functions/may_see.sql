-- What row-level security asks where a table would have to look at itself. Each reads past the policies, so each answers by
-- the actor of the transaction and by nothing else that its caller says but the row.

-- R2, R3, R15: whether the actor takes part in a match today, for themselves or for whom they deputise, follows it up, or
-- coordinates an organisation that takes part in it.
create function may_see_match(p_match_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return exists (
    select from match m
      join match_participant p on p.match_id = m.id and p.left_at is null
      join signal s on s.id = p.signal_id and s.ended_at is null and s.removal_date > acting_day()
     where m.id = p_match_id and m.closed_at is null
       and (p.professional_id = any (acting_for()) or p.municipality_code = any (follow_up_codes())
            or s.organisation_id = coordinated_organisation()));
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

-- R17: whether somebody takes part today in a match with the actor, or with whom they deputise for, or in one that the actor
-- follows up. Both sides are entered by their index, so that it costs no more for somebody with many matches. A coordinator
-- is not told whom the organisation's professionals meet.
create function meets_actor(p_account_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  return exists (
    select from match_participant p
      join match_participant theirs on theirs.match_id = p.match_id and theirs.professional_id = p_account_id
      join match m on m.id = p.match_id and m.closed_at is null
      join signal ps on ps.id = p.signal_id
      join signal ts on ts.id = theirs.signal_id
     where (p.professional_id = any (acting_for()) or p.municipality_code = any (follow_up_codes()))
       and p.left_at is null and ps.ended_at is null and ps.removal_date > acting_day()
       and theirs.left_at is null and ts.ended_at is null and ts.removal_date > acting_day());
end
$$;

-- R3, R17: whom the actor is to reach: who meets them in a match, and who stands in today for somebody who does.
create function may_reach(p_account_id uuid) returns boolean
  language plpgsql stable security definer cost 1000
  set search_path = functions, public, pg_temp
as $$
begin
  if cardinality(acting_for()) = 0 and cardinality(follow_up_codes()) = 0 then
    return false;
  end if;
  return meets_actor(p_account_id) or exists (
    select from absence s
     where s.deputy_id = p_account_id and s.from_date <= acting_day() and acting_day() < s.until_date
       and meets_actor(s.professional_id));
end
$$;

-- R4: whether an organisation is a partner, at whatever step, under a convenant of a municipality that the actor administers.
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
       and s.from_date > functions.acting_day() and p_from_date >= s.from_date)
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
