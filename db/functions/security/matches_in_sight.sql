-- R2, R3, R15: the matches that the actor may see and that are still matches today, newest first, one page. It walks the index of whose
-- a match is, or where, and stops at the end of the page: so a page of a large municipality costs a page, and not all its matches.
create function matches_in_sight(p_after uuid, p_limit int) returns setof uuid
  language plpgsql stable security definer rows 50
  set search_path = functions, public, pg_temp
as $$
declare
  names constant uuid[] := acting_for();
  codes constant text[] := follow_up_codes();
  candidate uuid := coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  found_until_now int := 0;
begin
  while found_until_now < p_limit loop
    select w.match_id into candidate
      from (select (select p.match_id from match_participant p
                     where p.professional_id = n.id and p.match_id < candidate order by p.match_id desc limit 1)
              from unnest(names) n(id)
            union all
            select (select p.match_id from match_participant p
                     where p.municipality_code = c.code and p.match_id < candidate order by p.match_id desc limit 1)
              from unnest(codes) c(code)) w(match_id)
     where w.match_id is not null
     order by w.match_id desc limit 1;
    exit when candidate is null;
    if may_see_match(candidate) and is_match_today(candidate) then
      found_until_now := found_until_now + 1;
      return next candidate;
    end if;
  end loop;
end
$$;

-- R15: whether at least two signals of a match are active on the acting day.
create function is_match_today(p_match_id uuid) returns boolean
  language plpgsql stable
as $$
begin
  return (select count(*) from (
    select from participants_on(acting_day()) p where p.match_id = p_match_id limit 2) active) > 1;
end
$$;
