-- The planner keeps a sample of the values of every column, and so may know somebody who was destroyed until a table is sampled
-- anew. A table at a time, for those that hold what leads to a young person.
create function forget_in_statistics(p_table text) returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  if p_table <> all (tables_of_young_persons()) then
    raise exception 'no table of young persons' using errcode = 'insufficient_privilege';
  end if;
  execute format('analyze public.%I', p_table);
end
$$;

-- Those that have a column that leads to a young person.
create function tables_of_young_persons() returns text[]
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select array(
    select distinct c.relname::text
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and (a.attname in ('young_person_id', 'signal_id', 'subject_salt')
            or c.relname in ('young_person', 'identity_index', 'signal', 'archived_signal'))
     order by 1)
$$;

-- Whether anything was destroyed today or yesterday.
create function destroyed_lately(p_today date) returns boolean
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$ select exists (select from destruction where day in (p_today, p_today - 1)) $$;
