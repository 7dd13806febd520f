-- The brake on looking by registering (R6): a professional and an organisation may register so many signals a
-- day. Charged before the index is touched; what turns out not to be a new signal is given back afterwards.
-- Within a batch the earlier registration comes first, as if they had arrived one by one.
create function charge_budgets(
    p_registrations registration[], p_today date, p_per_professional int, p_per_organisation int)
  returns registration[]
  language plpgsql volatile
as $$
declare
  result registration[];
  organisations uuid[];
  most int;
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
  if most <= p_per_professional and not exists (
    select from unnest(organisations) o(id)
     cross join lateral (select sum(b.registered) as registered from registration_budget b
                          where b.organisation_id = o.id and b.day = p_today) total
     where total.registered > p_per_organisation)
  then
    return p_registrations;
  end if;

  with charged as materialized (
    select r.ord,
           b.registered - count(*) over professional + row_number() over (professional_so_far) as professional_total,
           o.registered - count(*) over organisation + row_number() over (organisation_so_far) as organisation_total
      from unnest(p_registrations) r
      join registration_budget b
        on b.organisation_id = r.organisation_id and b.day = p_today and b.professional_id = r.professional_id
      join lateral (select sum(s.registered) as registered
                      from registration_budget s
                     where s.organisation_id = r.organisation_id and s.day = p_today) o on true
     where r.outcome is null
    window professional as (partition by r.professional_id),
           professional_so_far as (partition by r.professional_id order by r.ord),
           organisation as (partition by r.organisation_id),
           organisation_so_far as (partition by r.organisation_id order by r.ord)
  )
  select array_agg(row(
           r.ord, r.professional_id, r.organisation_id, r.convenant_id, r.municipality_code, r.removal_date,
           r.young_person_id, r.signal_id,
           case when c.professional_total > p_per_professional or c.organisation_total > p_per_organisation
                then 'registration-budget-exhausted' else r.outcome end,
           r.answer)::registration order by r.ord)
    into result
    from unnest(p_registrations) r
    left join charged c using (ord);
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
