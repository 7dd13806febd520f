-- Holds every line of the logbook to the rule of its event (R20): the columns that it must have, may have, and the grounds that it may
-- cite. The rules become constants of a trigger: looking them up in their table took twice as long, and a check constraint is parsed anew
-- for every statement. The rules of all versions are in it, since an older version goes on beside this one.
do $$
declare
  -- What a rule speaks of, each by its bit.
  fields constant text[] := array(
    select a.attname::text from pg_attribute a
     where a.attrelid = 'public.logbook'::regclass and a.attnum > 0 and not a.attisdropped
       and a.attname not in ('id', 'transaction_id', 'occurred_at', 'event', 'ground')
     order by a.attnum);
  cited constant text[] := array(select distinct g from public.logbook_rule, unnest(grounds) g order by g);
begin
  execute (
    select format($function$
      create or replace function hold_to_catalogue() returns trigger
        language plpgsql
      as $body$
      declare
        rule constant int := array_position(%L::public.logbook_event[], new.event);
        must constant bigint := (%L::bigint[])[rule];
        allowed constant bigint := (%L::bigint[])[rule];
        grounds constant bigint := (%L::bigint[])[rule];
        filled constant bigint := %s;
      begin
        if (filled & must) = must and (filled & ~allowed) = 0
           and (new.ground is null or (grounds >> (array_position(%L::text[], new.ground) - 1)) & 1 = 1) then
          return new;
        end if;
        raise exception 'no rule allows this line of the logbook: %%', new.event
          using errcode = 'check_violation', constraint = 'logbook_fields', schema = 'public', table = 'logbook';
      end
      $body$ $function$,
      array_agg(r.event order by r.event), array_agg(bits_of(r.must, fields) order by r.event),
      array_agg(bits_of(r.allowed, fields) order by r.event), array_agg(bits_of(r.grounds, cited) order by r.event),
      (select string_agg(format('case when new.%I is null then 0 else %s end', f.name, 1::bigint << (f.place - 1)::int), ' | ')
         from unnest(fields) with ordinality f(name, place)),
      cited)
      from public.logbook_rule r);
end
$$;

create or replace trigger hold_to_catalogue before insert or update on public.logbook
  for each row execute function hold_to_catalogue();
