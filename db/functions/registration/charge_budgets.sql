-- The brake on looking by registering (R6): a professional and an organisation may register so many signals a
-- day. Charged before the index is touched; what turns out not to be a new signal is given back afterwards, so that
-- refusals of one professional cost the organisation nothing.
--
-- Only new signals count, and which are new is not known yet. Where a budget was spent before this batch, or has room
-- for all of it, that makes no difference. Where it ends somewhere within the batch it does: then the batch is refused
-- as a whole and its registrations are to be offered one by one. A batch of one is never refused.
create function charge_budgets(
    p_registrations registration[], p_today date, p_per_professional int, p_per_organisation int)
  returns registration[]
  language plpgsql volatile
as $$
declare
  ends_within boolean;
  result registration[];
  organisations uuid[];
  near_limit uuid[];
  most int;
  -- More than all writers together have in hand at one moment.
  in_hand constant int := 1000;
begin
  with charged as (
    insert into registration_budget as b (organisation_id, day, professional_id, registered)
    select r.organisation_id, p_today, r.professional_id, count(*)
      from unnest(p_registrations) r
     where r.outcome is null
     group by r.organisation_id, r.professional_id
     order by r.organisation_id, r.professional_id
        on conflict (organisation_id, day, professional_id)
        do update set registered = b.registered + excluded.registered
    returning b.organisation_id, b.registered
  )
  select max(registered), array_agg(distinct organisation_id) into most, organisations from charged;

  -- Where nobody is past a limit, which is nearly always, there is nothing to work out.
  if most is null then return p_registrations; end if;
  near_limit := array(
    select o.id from unnest(organisations) o(id)
     cross join lateral (select sum(b.registered) as registered from registration_budget b
                          where b.organisation_id = o.id and b.day = p_today) total
     where total.registered + in_hand > p_per_organisation order by o.id);
  if most <= p_per_professional and near_limit = '{}' then return p_registrations; end if;
  -- What colleagues have not committed yet is in no total, so near its limit an organisation waits for them.
  perform pg_advisory_xact_lock(budget_lock(), hashtext(o.id::text)) from unnest(near_limit) o(id);
  if most <= p_per_professional and not exists (
    select from unnest(near_limit) o(id)
     cross join lateral (select sum(b.registered) as registered from registration_budget b
                          where b.organisation_id = o.id and b.day = p_today) total
     where total.registered > p_per_organisation)
  then
    return p_registrations;
  end if;

  with charged as materialized (
    select r.ord, r.professional_id, r.organisation_id,
           p_per_professional - b.registered + count(*) over professional as professional_room,
           p_per_organisation - o.registered + count(*) over organisation as organisation_room
      from unnest(p_registrations) r
      join registration_budget b
        on b.organisation_id = r.organisation_id and b.day = p_today and b.professional_id = r.professional_id
      join lateral (select sum(s.registered) as registered
                      from registration_budget s
                     where s.organisation_id = r.organisation_id and s.day = p_today) o on true
     where r.outcome is null
    window professional as (partition by r.professional_id), organisation as (partition by r.organisation_id)
  ), allowed as materialized (
    select ord,
           count(*) over (partition by professional_id) > professional_room
             or count(*) over (partition by organisation_id) > organisation_room as in_doubt
      from charged where professional_room > 0 and organisation_room > 0
  )
  select bool_or(a.in_doubt),
         array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           r.young_person_id, r.signal_id,
           case when r.outcome is null and a.ord is null then 'registration-budget-exhausted' else r.outcome end,
           r.answer, r.asked)::registration order by r.ord)
    into ends_within, result
    from unnest(p_registrations) r
    left join allowed a using (ord);
  if ends_within then
    raise exception 'a budget ends within this batch' using errcode = 'program_limit_exceeded';
  end if;
  return result;
end
$$;

create function return_budgets(p_charged registration[], p_made registration[], p_today date) returns void
  language plpgsql volatile
as $$
begin
  update registration_budget b
     set registered = b.registered - unused.n
    from (select c.organisation_id, c.professional_id, count(*) as n
            from unnest(p_charged) c
            join unnest(p_made) m using (ord)
           where c.outcome is null and m.outcome is distinct from 'created'
           group by 1, 2) unused
   where b.organisation_id = unused.organisation_id and b.day = p_today
     and b.professional_id = unused.professional_id;
end
$$;
