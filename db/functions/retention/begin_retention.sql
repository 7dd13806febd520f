-- R8, R11, R13: the daily work. It goes by days in the Netherlands and by three rules, each of which has a row of its own for
-- each day: how far it is, and, once nothing is left, its certificate. Everything here is for one instance at a time, holds for
-- one transaction, and may be repeated: what was done is not there any more.

-- Begins the work of the day of an instant, or goes on with it, if the clock can be believed (doubt_about_clock): a wrong clock
-- would destroy for good what should have stayed, or keep what should have gone.
create function begin_retention(
    p_now timestamptz, p_longest_gap_days int, p_expected timestamptz default null)
  returns table (outcome text, last_run_at timestamptz)
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  today constant date := day_of(p_now);
  last constant timestamptz := (select c.last_run_at from retention_clock c);
  doubt constant text := doubt_about_clock(p_now, p_longest_gap_days, p_expected);
  held constant boolean := hold_retention();
begin
  if doubt is not null then
    if held then
      perform refuse_retention(p_now, doubt);
    end if;
    return query select doubt, last;
    return;
  end if;
  if not held then
    return query select 'busy', last;
    return;
  end if;
  insert into retention_clock as c (last_run_at) values (p_now)
      on conflict ("only") do update set last_run_at = greatest(c.last_run_at, excluded.last_run_at), refused_from = null;
  -- Back by less than an hour, over midnight: that day has its certificates already.
  if exists (select from retention_run r where r.day > today) then
    return query select 'finished', last;
    return;
  end if;
  perform certify_retention(r.rule, r.day, p_now) from retention_run r where r.finished_at is null and r.day < today;
  insert into retention_run (day, rule, started_at, digest)
  select today, rule, p_now, digest_of('{}') from unnest('{turned_23,lapsed,archive_ended}'::end_reason[]) rule
      on conflict do nothing;
  return query
    select case when exists (select from retention_run r where r.day = today and r.finished_at is null)
                then 'open' else 'finished' end, last;
end
$$;

-- Why the clock of a run is not to be believed, or null. Against the last run it may not go back by more than an hour, nor forward by
-- more days than an installation is ever without its service, which is all that is known between two processes. One that runs on
-- knows better: what time it must be by a clock that nobody sets (p_expected). Where that is more than an hour off the clock was
-- set, unless somebody else ran within the hour: another instance that is believed, or an operator who accepted it. What
-- was refused as too late stays so, also for a process that was started since and knows nothing of it.
create function doubt_about_clock(p_now timestamptz, p_longest_gap_days int, p_expected timestamptz) returns text
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  select case when p_now < c.last_run_at - interval '1 hour' then 'clock-back'
              when p_now > c.last_run_at + make_interval(days => p_longest_gap_days) then 'clock-forward'
              when p_now >= c.refused_from - interval '1 hour' then 'clock-forward'
              when p_now <= c.last_run_at + interval '1 hour' then beside.doubt
              when p_now < p_expected - interval '1 hour' then 'clock-back'
              when p_now > p_expected + interval '1 hour' then 'clock-forward'
              else beside.doubt end
    from (select case when apart_from_database(p_now) then 'clock-apart' end as doubt) beside
    left join retention_clock c on true
$$;

create function hold_retention() returns boolean
  language sql volatile
as $$ select pg_try_advisory_xact_lock(retention_lock()) $$;

-- R20: a refusal is worth knowing, once a day.
create function refuse_retention(p_now timestamptz, p_doubt text) returns void
  language sql volatile
as $$
  update retention_clock set refused_from = least(refused_from, p_now) where p_doubt = 'clock-forward';
  insert into logbook (occurred_at, event, day)
  select p_now, 'retention_refused', day_of(p_now)
   where not exists (select from logbook l
                      where l.event = 'retention_refused' and l.day = day_of(p_now)
                        and l.occurred_at >= p_now - interval '2 days' and l.occurred_at <= p_now + interval '2 days')
$$;

-- For an operator who has looked at the clock: from here on it is believed. What was begun for days that are yet to come is
-- taken up anew when they do.
create function accept_retention_clock(p_now timestamptz) returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(retention_lock());
  insert into retention_clock as c (last_run_at) values (p_now)
      on conflict ("only") do update set last_run_at = excluded.last_run_at, refused_from = null, samples_taken_at = null;
  delete from retention_run where day > day_of(p_now);
  insert into logbook (occurred_at, event, day) values (p_now, 'retention_clock_accepted', day_of(p_now));
end
$$;
