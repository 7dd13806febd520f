-- R1 (Jw 7.1.1.2): the municipalities under whose convenants a professional may register on a day. Empty where
-- any condition fails: not designated, no partner, partner not connected, convenant not in force, municipality
-- not (or no longer) there. The single definition; registering and reading both rest on it.
create function right_to_register(p_account_id uuid, p_today date)
  returns table (organisation_id uuid, convenant_id uuid, municipality_code text, longest_term_months smallint)
  language sql stable
as $$
  select distinct on (c.municipality_code)
         c.organisation_id, c.convenant_id, c.municipality_code, c.longest_term_months
    from account a
    join connections_on(p_today) c on c.organisation_id = a.organisation_id
   where a.id = p_account_id
     and exists (select from roles_on(p_today) r where r.account_id = a.id and r.role = 'professional')
   order by c.municipality_code, c.in_force_from desc, c.convenant_id
$$;
