-- R1 (Jw 7.1.1.2): the municipalities under whose convenants a professional may register on a day. Empty where
-- any condition fails: not designated, no partner, partner not connected, convenant not in force, municipality
-- not (or no longer) there. The single definition; registering and reading both rest on it.
create function right_to_register(p_account_id uuid, p_today date)
  returns table (organisation_id uuid, convenant_id uuid, municipality_code text, longest_term_months smallint)
  language sql stable
as $$
  select distinct on (cm.municipality_code)
         a.organisation_id, c.id, cm.municipality_code, c.longest_term_months
    from account a
    join partner p on p.organisation_id = a.organisation_id and p.state = 'connected' and p.state_since <= p_today
    join convenant c on c.id = p.convenant_id
                    and c.in_force_from <= p_today
                    and (c.in_force_until is null or p_today <= c.in_force_until or c.tacit_renewal_months is not null)
    join convenant_municipality cm on cm.convenant_id = c.id
                                  and cm.from_date <= p_today and (cm.until_date is null or p_today < cm.until_date)
    join municipality m on m.code = cm.municipality_code
                       and m.valid_from <= p_today and (m.valid_until is null or p_today <= m.valid_until)
   where a.id = p_account_id
     and exists (select from role_assignment r
                  where r.account_id = a.id and r.role = 'professional'
                    and r.from_date <= p_today and (r.until_date is null or p_today < r.until_date))
   order by cm.municipality_code, c.in_force_from desc, c.id
$$;
