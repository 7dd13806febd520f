-- Find or create the young person of each registration and lock them until commit (R9, R15). The row in
-- identity_index is the lock: it is taken in one sorted order, so that batches cannot deadlock, and before any
-- statement that looks for others begins, so that no match is missed. A row is kept per index key version in use;
-- while a new version is being brought in, writers that share no version meet at the person's own row.
--
-- Says who was known before. Nobody can stand there for a young person who is made here: others do not see them before the commit.
create function find_young_persons(
    p_registrations registration[], out registrations registration[], out known uuid[])
  language plpgsql volatile
as $$
begin
  with wanted as materialized (
    select r.ord, v.version, v.value, (r.asked).proposed_person_id
      from unnest(p_registrations) r
     cross join lateral jsonb_to_recordset((r.asked).index_values) as v(version smallint, value bytea)
     where r.outcome is null
  ), locked as (
    insert into identity_index as x (key_version, value, young_person_id)
    select distinct on (w.version, w.value) w.version, w.value, w.proposed_person_id
      from wanted w
     order by w.version, w.value, w.ord
        on conflict (key_version, value) do update set young_person_id = x.young_person_id
    returning x.key_version, x.value, x.young_person_id
  ), resolved as materialized (
    -- Somebody known under any version goes before a proposal; among proposals, the first of the batch.
    select distinct on (w.ord) w.ord, l.young_person_id
      from wanted w
      join locked l on l.key_version = w.version and l.value = w.value
     order by w.ord, array_position(array(select (own.asked).proposed_person_id from unnest(p_registrations) own order by own.ord),
                                    l.young_person_id) nulls first
  ), born as (
    insert into young_person (id, bsn_sealed, seal_key_version, destruction_date)
    select d.young_person_id, (r.asked).bsn_sealed, (r.asked).seal_key_version, (r.asked).destruction_date
      from unnest(p_registrations) r
      join resolved d on d.ord = r.ord and d.young_person_id = (r.asked).proposed_person_id
        -- Looked for once more after somebody was destroyed: the others of the batch are there already.
        on conflict (id) do nothing
    returning id
  )
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           d.young_person_id, r.signal_id, r.outcome, r.answer, r.asked)::registration order by r.ord),
         coalesce(array_agg(distinct d.young_person_id) filter (where d.ord is not null and b.id is null), '{}')
    into registrations, known
    from unnest(p_registrations) r
    left join resolved d using (ord)
    left join born b on b.id = d.young_person_id;

  -- Only while two key versions are in use: a row made under one version for a person known under another.
  if jsonb_array_length(p_registrations[1].asked.index_values) > 1 then
    update identity_index x
       set young_person_id = a.young_person_id
      from unnest(registrations) a
     where x.young_person_id = (a.asked).proposed_person_id and a.young_person_id <> (a.asked).proposed_person_id;
  end if;

  if known <> '{}' then
    perform from young_person y where y.id = any (known) order by y.id for no key update;
  end if;
end
$$;
