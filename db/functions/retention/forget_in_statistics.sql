-- The planner keeps a sample of the values of every column, and so may know somebody who was destroyed until a table is sampled
-- anew. A table at a time, for those that hold what leads to a young person. (Where no plan needs a sample none is kept: see the
-- migration `samples`.)
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
       and (a.attname ~ '(^|_)(young_person_id|signal_id|subject_salt)$'
            or c.relname in ('young_person', 'identity_index', 'signal', 'archived_signal'))
     order by 1)
$$;

-- Of a table that has become empty PostgreSQL keeps the old samples, however often it is asked for new ones. So somebody who never
-- was comes into the index, is sampled instead, and is gone with the same transaction: nobody else ever sees them.
create function forget_in_empty_tables() returns void
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  nobody constant uuid := gen_random_uuid();
  emptied text[] := '{}';
  one text;
  has_rows boolean;
begin
  foreach one in array tables_of_young_persons() loop
    execute format('select exists (select from public.%I)', one) into has_rows;
    if not has_rows then
      emptied := emptied || one;
    end if;
  end loop;
  if cardinality(emptied) = 0 then
    return;
  end if;
  perform bring_in_nobody(nobody);
  foreach one in array emptied loop
    execute format('analyze public.%I', one);
  end loop;
  delete from notification where signal_id = nobody;
  delete from idempotency_key where signal_id = nobody;
  delete from young_person where id = nobody;
end
$$;

-- A row in each of those tables that destroying may leave empty; all of it hangs on the young person, or goes by the signal's id.
create function bring_in_nobody(p_id uuid) returns void
  language plpgsql volatile
as $$
declare
  long_ago constant timestamptz := '1970-01-01T00:00:00Z';
begin
  insert into young_person (id, bsn_sealed, seal_key_version, destruction_date) values (p_id, '', 0, 'infinity');
  insert into identity_index (key_version, value, young_person_id) values (0, sha256(convert_to(p_id::text, 'UTF8')), p_id);
  insert into archived_signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at,
                               ended_date, reason)
  values (p_id, p_id, p_id, p_id, p_id, '', long_ago, '1970-01-01', 'lapsed');
  insert into archive_notice (archived_signal_id, professional_id, notification_id, made_at) values (p_id, p_id, p_id, long_ago);
  insert into match (id, young_person_id, created_at) values (p_id, p_id, long_ago);
  insert into notification (id, event, signal_id, recipient_id, recipient_role, created_at, state, next_attempt_at)
  values (p_id, 'match_created', p_id, p_id, 'professional', long_ago, 'withheld', 'infinity');
  insert into idempotency_key (account_id, key, signal_id, body_digest, outcome, answer, created_at)
  values (p_id, '', p_id, '', '', '{}', long_ago);
  -- Without any account there never was a signal.
  insert into signal (id, young_person_id, professional_id, organisation_id, convenant_id, municipality_code, registered_at, removal_date)
  select p_id, p_id, a.id, p_id, p_id, '', long_ago, 'infinity' from account a limit 1;
  insert into lapse_reminder (signal_id, removal_date, days_before, made_at)
  select id, 'infinity', 0, long_ago from signal where id = p_id;
  insert into match_participant (match_id, signal_id, professional_id, municipality_code, joined_at)
  select p_id, id, p_id, '', long_ago from signal where id = p_id;
end
$$;

-- Whether anything was destroyed since the samples were taken. Instances differ by less than an hour (begin_retention.sql), and what
-- a transaction destroys has the instant of its beginning.
create function samples_are_due() returns boolean
  language plpgsql stable security definer
  set search_path = functions, public, pg_temp
as $$
declare
  latest constant timestamptz := (select time_of(d.id) from destruction d order by d.id desc limit 1);
  taken constant timestamptz := (select c.samples_taken_at from retention_clock c);
begin
  return latest is not null and (taken is null or latest >= taken - interval '1 hour');
end
$$;

-- Called once every table was sampled; with the instant before the first was.
create function samples_taken(p_began timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$ update retention_clock set samples_taken_at = p_began $$;
