-- R4: contact persons whom a municipality names, held against what is known of their organisation: whether they may answer for
-- it, and whether somebody of it has the address. It tells that much of an organisation, and not who its people are.
create function find_contacts(p_contacts jsonb, p_today date)
  returns table (organisation_id uuid, account_id uuid, may_answer boolean)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select c.organisation_id, mine.id, coalesce(mine.answers, may_answer_for(c.organisation_id, null, p_today))
    from jsonb_to_recordset(p_contacts) c(organisation_id uuid, email text)
    left join lateral (
           select a.id, may_answer_for(c.organisation_id, a.id, p_today) as answers
             from account a
            where a.organisation_id = c.organisation_id and a.withdrawn_at is null and lower(a.email) = lower(c.email)
            order by answers desc, a.issuer is null, a.id
            limit 1) mine on true
$$;

-- R4: takes back what a partner was asked and has not accepted, also where a colleague asked it. For the administrator of the
-- convenant, in the transaction of what makes it void.
create function withdraw_invitations(p_partner_id uuid, p_now timestamptz) returns void
  language sql volatile security definer
  set search_path = functions, public, pg_temp
as $$
  update invitation i set withdrawn_at = p_now
    from partner p
   where i.partner_id = p_partner_id and i.accepted_at is null and i.withdrawn_at is null
     and p.id = i.partner_id and may_administer_organisation(p.organisation_id)
$$;

-- Who holds a role in an organisation on a day, and since when.
create function people_of(p_organisation_id uuid, p_role role_name, p_today date)
  returns table (account_id uuid, from_date date)
  language sql stable
as $$
  select a.id, r.from_date
    from account a join roles_on(p_today) r on r.account_id = a.id
   where a.organisation_id = p_organisation_id and r.role = p_role
$$;

-- R4: what a municipality is shown of partners of its convenants beside how they stand: their contact person, by which steps
-- they came there, and how far they are on their way to the first signal. Whether there is a first signal is told only
-- where so many professionals have the right to register that it says nothing of one of them (R22).
create function describe_partners(p_partner_ids uuid[], p_today date, p_fewest int)
  returns table (partner_id uuid, contact jsonb, steps jsonb, coordinator_from date, professional_from date, has_signals boolean)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select p.id,
         (select jsonb_strip_nulls(jsonb_build_object(
                   'name', a.name, 'jobTitle', a.job_title, 'email', a.email, 'phone', a.phone, 'hasLogin', a.issuer is not null,
                   'mailRefusedDate', day_of(a.mail_refused_at)))
            from invitation i join account a on a.id = i.account_id and a.withdrawn_at is null
           where i.partner_id = p.id
           order by i.created_at desc, i.id desc limit 1),
         (select jsonb_agg(jsonb_build_object('state', s.state, 'fromDate', s.from_date, 'recordedAt', s.recorded_at,
                                              'recordedBy', a.name) order by s.recorded_at, s.id)
            from partner_step s left join account a on a.id = s.recorded_by
           where s.partner_id = p.id),
         (select min(h.from_date) from people_of(p.organisation_id, 'coordinator', p_today) h),
         (select min(h.from_date) from people_of(p.organisation_id, 'professional', p_today) h),
         case when (select count(distinct h.account_id) from people_of(p.organisation_id, 'professional', p_today) h) >= p_fewest
              then exists (select from account a join signal s on s.professional_id = a.id
                            where a.organisation_id = p.organisation_id and s.convenant_id = p.convenant_id)
         end
    from partner p
   where p.id = any (p_partner_ids) and may_administer_organisation(p.organisation_id)
$$;
