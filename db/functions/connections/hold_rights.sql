-- R1: losing a right takes effect at the next request. So a right that was read may not end before the commit of what was done
-- with it. Who does something holds their own right still until they commit; who ends a right holds it alone, and so waits for
-- them. Who only looks needs neither: the right and what it shows are read in one snapshot.
--
--   | who                             | in turn     | everybody | an organisation       | a person            |
--   |---------------------------------|-------------|-----------|-----------------------|---------------------|
--   | looks                           |             |           |                       |                     |
--   | registers, or acts for themself |             | still     | still: their own      | still: themself     |
--   | changes who is connected        | what it is  | still     | still: their own      | still: themself     |
--   | ... and ends somebody's right   | what it is  | still     | still: their own      | alone: that person  |
--   | ... or that of a partner        | what it is  | still     | alone: the partner    | still: themself     |
--   | ... or of all of a convenant    | what it is  | alone     |                       |                     |
--
-- Still is shared, alone is not. All take from left to right, and within a column by number, so nobody waits in a circle. A turn
-- only keeps apart two who change the same thing. Contact details, their confirmation, absences, what is added and what ends
-- later than tomorrow end no right, and hold nobody alone.
--
-- Somebody who waits to be alone stops all who come after. So nobody waits longer than lock_timeout: the work is undone and done
-- anew a moment later (db/driver/giving-way.ts), and one that takes long stops the others for that moment only.

-- An act for oneself, like act_as: holds the actor's own right still. Whose login became theirs meanwhile is nobody yet.
create function act_holding(p_issuer text, p_subject text, p_today date)
  returns table (id uuid, organisation_id uuid, roles jsonb, places text[], acting_for uuid[])
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
  set lock_timeout = '50ms'
as $$
declare
  held account;
begin
  perform pg_advisory_xact_lock_shared(everybody_lock());
  select a.* into held from account a where a.issuer = p_issuer and a.subject = p_subject;
  perform pg_advisory_xact_lock_shared(organisation_lock(), hashtext(held.organisation_id::text));
  perform pg_advisory_xact_lock_shared(person_lock(), hashtext(held.id::text));
  return query select a.* from act_as(p_issuer, p_subject, p_today) a where a.id = held.id;
end
$$;

-- Who registers in one batch: holds their rights still and says of whom. Where one is being ended at this moment nobody waits for
-- it, since the whole batch would: those are to be offered again.
create function hold_rights_of_batch(p_items registration_item[], out held uuid[], out in_change int[])
  language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock_shared(everybody_lock());
  select coalesce(array_agg(a.id) filter (where h.is_held), '{}'),
         coalesce(array_agg(i.ord) filter (where not h.is_held), '{}')
    into held, in_change
    from unnest(p_items) i
    join account a on a.issuer = i.issuer and a.subject = i.subject
   cross join lateral (
           select coalesce(pg_try_advisory_xact_lock_shared(organisation_lock(), hashtext(a.organisation_id::text))
                           and pg_try_advisory_xact_lock_shared(person_lock(), hashtext(a.id::text)), true) as is_held) h;
end
$$;

-- A change of who is connected, like act_as. It says beforehand what is changed (p_turns), and whose right may end by it: of these
-- people, of all in these organisations, or of everybody. A right that ends without that is refused (ends_unsaid).
create function act_changing(
    p_issuer text, p_subject text, p_today date, p_turns text[], p_accounts uuid[], p_organisations uuid[], p_everybody boolean)
  returns table (id uuid, organisation_id uuid, roles jsonb, places text[], acting_for uuid[])
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
  set lock_timeout = '50ms'
as $$
declare
  held account;
begin
  perform take_turns(p_turns);
  perform hold_version_before(p_everybody or cardinality(p_accounts || p_organisations) > 0);
  if p_everybody then
    perform pg_advisory_xact_lock(everybody_lock());
  else
    perform pg_advisory_xact_lock_shared(everybody_lock());
  end if;
  select a.* into held from account a where a.issuer = p_issuer and a.subject = p_subject;
  perform case when w.alone then pg_advisory_xact_lock(organisation_lock(), w.key)
               else pg_advisory_xact_lock_shared(organisation_lock(), w.key) end
     from keys_in_order(p_organisations, held.organisation_id) w;
  perform case when w.alone then pg_advisory_xact_lock(person_lock(), w.key)
               else pg_advisory_xact_lock_shared(person_lock(), w.key) end
     from keys_in_order(p_accounts, held.id) w;
  perform say_what_ends(case when p_everybody then '*' else (p_accounts || p_organisations)::text end);
  return query select a.* from act_as(p_issuer, p_subject, p_today) a where a.id = held.id;
end
$$;

-- By what locks of these ids and of one's own are taken, in the order in which everybody takes them: alone, or one's own still.
create function keys_in_order(p_alone uuid[], p_own uuid) returns table (key int, alone boolean)
  language sql immutable
as $$
  select hashtext(w.id::text), bool_or(w.alone)
    from (select unnest(p_alone) as id, true as alone union all select p_own, false) w
   where w.id is not null
   group by 1 order by 1
$$;

create function take_turns(p_turns text[]) returns void
  language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock(turn_lock(), turn)
     from unnest(array(select distinct hashtext(t) from unnest(p_turns) t where t is not null order by 1)) turn;
end
$$;

-- The version before levels knows one lock: its acts share it, and its changes take it alone. As long as its functions are there, a
-- change comes after its changes, and the end of a right after its acts as well. What it ends itself holds everybody alone by
-- hold_unless_said.
create function hold_version_before(p_alone boolean) returns void
  language plpgsql volatile
as $$
begin
  if not exists (select from pg_proc where proname = 'hold_connections_still') then
    return;
  elsif p_alone then
    perform pg_advisory_xact_lock(connections_lock());
  else
    perform pg_advisory_xact_lock_shared(connections_lock());
  end if;
end
$$;

-- A change that ends no right, by somebody who has none yet.
create function change_in_turn(p_turns text[]) returns void
  language plpgsql volatile
  set lock_timeout = '50ms'
as $$
begin
  perform take_turns(p_turns);
  perform hold_version_before(false);
  perform pg_advisory_xact_lock_shared(everybody_lock());
  perform say_what_ends('{}');
end
$$;

-- Holds one person alone, in a change that has not said so.
create function hold_person_alone(p_account_id uuid) returns void
  language sql volatile
as $$ select pg_advisory_xact_lock(person_lock(), hashtext(p_account_id::text)) $$;

-- Work of the index itself that goes by the terms of convenants.
create function hold_everybody_still() returns void
  language sql volatile
as $$ select pg_advisory_xact_lock_shared(everybody_lock()) $$;

create function say_what_ends(p_what text) returns void
  language sql volatile
as $$ select set_config('verwijsindex.ends', p_what, true) $$;

create function said_what_ends() returns text
  language sql stable
as $$ select coalesce(current_setting('verwijsindex.ends', true), '') $$;

-- Who changes a column on which rights rest and has said nothing holds everybody alone: an operator at the database, or the version
-- of the service before this one, which held everybody alone from the beginning.
create function hold_unless_said() returns trigger
  language plpgsql security definer set search_path = functions, public, pg_temp
as $$
begin
  if said_what_ends() = '' then
    perform pg_advisory_xact_lock(everybody_lock());
  end if;
  return null;
end
$$;

-- Of whom a right ends stands in the column that the trigger names; where it names none, of everybody.
create function ends_unsaid() returns trigger
  language plpgsql security definer set search_path = functions, public, pg_temp
as $$
declare
  said constant text := said_what_ends();
begin
  if said not in ('', '*') and (tg_nargs = 0 or (to_jsonb(old) ->> tg_argv[0])::uuid <> all (said::uuid[])) then
    raise exception 'a right ends of whom that was not said' using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return null;
end
$$;

-- Whether a period that counted today or tomorrow counts no more: clocks of two instances may differ about midnight.
create function ends_now(p_before daterange, p_after daterange) returns boolean
  language sql stable
as $$
  select datemultirange(p_before * daterange(functions.acting_day(), functions.acting_day() + 2)) - datemultirange(p_after) <> '{}'
$$;
