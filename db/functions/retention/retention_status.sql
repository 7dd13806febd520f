-- What an operator sees of the daily work: for each rule how much is due on a day, and how far the last day with work is.
create function retention_progress(p_day date)
  returns table (rule end_reason, due bigint, day date, started_at timestamptz, finished_at timestamptz, count int)
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
begin
  return query
    select e.rule,
           (select count(*) from due_on(p_day) d where d.rule = e.rule),
           r.day, r.started_at, r.finished_at, r.count
      from unnest('{turned_23,lapsed,archive_ended}'::end_reason[]) e(rule)
      left join lateral (select * from retention_run x where x.rule = e.rule order by x.day desc limit 1) r on true;
end
$$;

-- When the daily work last ran by its own clock, and how many destructions the ledger outside does not have yet.
create function retention_backlog() returns table (last_run_at timestamptz, unkept bigint, oldest_unkept timestamptz)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select (select c.last_run_at from retention_clock c),
         count(*), to_timestamp(min(('x' || lpad(left(replace(d.id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint) / 1000.0)
    from destruction d where d.kept_at is null
$$;
