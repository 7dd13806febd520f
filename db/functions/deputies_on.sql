-- R3: who stands in for whom on a day. A deputy who is away as well is not looked behind: the coordinator named them.
create function deputies_on(p_day date) returns table (professional_id uuid, deputy_id uuid)
  language sql stable
as $$
  select a.professional_id, a.deputy_id from absence a where a.from_date <= p_day and p_day < a.until_date
$$;
