-- R20: the lines of the logbook stay, and so do the leaves over them; the tie to a young person who is destroyed goes. The sealer is
-- kept away meanwhile, since it would seal a tie that it has just read.

-- How many lines a transaction forgets at most, so that no destruction fails for how often somebody was looked at.
create function ties_at_once() returns int language sql immutable return 5000;

-- Forgets whom lines were about, the first of them with the destruction itself and the others after it (forget_ties). Says of each young
-- person how many sealed lines lost their tie: a tie that is gone without being told of was taken away by somebody else.
create function forget_in_logbook(p_young_person_ids uuid[], p_now timestamptz)
  returns table (young_person_id uuid, sealed bigint)
  language plpgsql volatile
as $$
begin
  -- By itself, so that the statements after it see all that was sealed before.
  perform pg_advisory_xact_lock_shared(ties_lock());
  return query
    select i.young_person_id, coalesce(sum(f.sealed), 0)::bigint
      from unnest(p_young_person_ids) i(young_person_id)
      left join untie_lines(p_young_person_ids, ties_at_once()) f using (young_person_id)
     group by i.young_person_id;
  insert into tie_to_forget (young_person_id, since)
  select i.young_person_id, p_now from unnest(p_young_person_ids) i(young_person_id)
   where exists (select from logbook l where l.young_person_id = i.young_person_id);
end
$$;

-- Forgets of at most so many lines whom they were about, and says of how many sealed ones.
create function untie_lines(p_young_person_ids uuid[], p_limit int) returns table (young_person_id uuid, sealed bigint)
  language plpgsql volatile
as $$
declare
  lines constant bigint[] := array(
    select l.id from logbook l where l.young_person_id = any (p_young_person_ids) limit p_limit);
begin
  return query
    with forgotten as (
      update logbook_leaf f set subject_salt = null
        from logbook l where l.id = any (lines) and f.logbook_id = l.id and f.subject_salt is not null
      returning l.young_person_id as whose)
    select f.whose, count(*) from forgotten f group by f.whose;
  update logbook l set young_person_id = null where l.id = any (lines);
end
$$;

-- Goes on with one young person of whom a destruction could not forget every line, and says how many lines that were: none where nobody
-- is left. A line of the logbook tells of the sealed ones among them, by the hash by which the destruction told of its own.
create function forget_ties(p_now timestamptz) returns bigint
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  gone constant uuid := (select t.young_person_id from tie_to_forget t order by t.since limit 1 for update skip locked);
  before bigint;
  left_over bigint;
  sealed_lines bigint;
begin
  if gone is null then
    return 0;
  end if;
  perform pg_advisory_xact_lock_shared(ties_lock());
  before := (select count(*) from (select from logbook l where l.young_person_id = gone limit ties_at_once()) l);
  sealed_lines := (select sum(u.sealed) from untie_lines(array[gone], ties_at_once()) u);
  if sealed_lines > 0 then
    insert into logbook (occurred_at, event, digest, count) values (p_now, 'ties_forgotten', subject_hash(gone), sealed_lines);
  end if;
  left_over := (select count(*) from (select from logbook l where l.young_person_id = gone limit 1) l);
  if left_over = 0 then
    delete from tie_to_forget t where t.young_person_id = gone;
  end if;
  return before;
end
$$;
