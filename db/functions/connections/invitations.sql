-- R3: whether somebody is a coordinator on a day who can log in.
create function coordinates_on(p_account_id uuid, p_today date) returns boolean
  language sql stable
as $$
  select exists (select from account a join roles_on(p_today) r on r.account_id = a.id
                  where a.id = p_account_id and a.issuer is not null and r.role = 'coordinator')
$$;

-- R3: whether somebody may agree to a convenant on behalf of an organisation, and so become its coordinator, who sees what its
-- people have in hand: a coordinator of it; where it has none, one of its professionals; and the person who is asked where it has
-- none of those either. Otherwise a municipality could make somebody of its choice the coordinator of an organisation that
-- works elsewhere. Null stands for somebody who is not known yet.
create function may_answer_for(p_organisation_id uuid, p_account_id uuid, p_today date) returns boolean
  language sql stable
as $$
  select case
           when exists (select from role_assignment r
                         where r.organisation_id = p_organisation_id and r.role = 'coordinator'
                           and coordinates_on(r.account_id, p_today))
             then coalesce(coordinates_on(p_account_id, p_today), false)
           when exists (select from role_assignment r join account a on a.id = r.account_id
                         where r.organisation_id = p_organisation_id and r.role = 'professional' and a.issuer is not null)
             then exists (select from role_assignment r
                           where r.organisation_id = p_organisation_id and r.role = 'professional'
                             and r.account_id = p_account_id)
           else true
         end
$$;

-- An invitation that can be accepted at this moment: sent, not used, not withdrawn, not expired, for somebody who has not left
-- and, where it asks for an agreement, a partner that is still waited for and for which they may answer, also where others
-- came to the organisation since (R3, R4). The single definition: reading, accepting and delivering all rest on it.
create function standing_invitation(p_id uuid, p_now timestamptz, p_today date) returns setof invitation
  language sql stable
as $$
  select i.*
    from invitation i
    join account a on a.id = i.account_id and a.withdrawn_at is null
    left join partner p on p.id = i.partner_id
   where i.id = p_id and i.accepted_at is null and i.withdrawn_at is null and p_now < i.expires_at
     and (i.purpose <> 'partner' or p.state = 'invited' and may_answer_for(p.organisation_id, a.id, p_today))
$$;

-- What somebody is shown who holds the code of an invitation, before they accept it: to whom it was sent and what it asks.
-- Nothing where it cannot be accepted.
create function describe_invitation(p_id uuid, p_now timestamptz, p_today date)
  returns table (purpose invitation_purpose, person text, organisation text, convenant text, municipalities text[],
                 expires_at timestamptz)
  language sql stable security definer
  set search_path = functions, public, pg_temp
as $$
  select i.purpose, a.name, o.name, c.title,
         array(select m.name
                 from convenant_municipality cm
                 join municipality m on m.code = cm.municipality_code
                where cm.convenant_id = c.id and is_held_or_to_come(cm.from_date, cm.until_date, p_today)
                order by m.name),
         i.expires_at
    from standing_invitation(p_id, p_now, p_today) i
    join account a on a.id = i.account_id
    left join organisation o on o.id = a.organisation_id
    left join partner p on p.id = i.partner_id
    left join convenant c on c.id = p.convenant_id
$$;

-- Ties an identity to the account that waits for it and, where the invitation asks for it, records that the partner agreed
-- and that the person who agreed is a coordinator of the organisation from today on (R3, R4). One transaction, in turn with those who
-- change the partner or the people of the organisation: of two who accept at once one is let in. Answers what came of it; a refusal leaves nothing.
create function accept_invitation(
    p_id uuid, p_issuer text, p_subject text, p_agreement boolean, p_now timestamptz, p_today date)
  returns text
  language plpgsql volatile security definer
  set search_path = functions, public, pg_temp
as $$
declare
  asked invitation;
  invited account;
begin
  perform change_in_turn(turns_of_invitation(p_id) || array['login ' || p_issuer || ' ' || p_subject]);
  select * into asked from standing_invitation(p_id, p_now, p_today);
  if not found then
    return 'invitation-not-valid';
  end if;
  select * into invited from account where id = asked.account_id;
  if exists (select from account a where a.issuer = p_issuer and a.subject = p_subject and a.id <> invited.id)
     or (invited.issuer, invited.subject) <> (p_issuer, p_subject) then
    return 'identity-in-use';
  end if;
  if asked.purpose = 'partner' and not p_agreement then
    return 'agreement-required';
  end if;

  update account set issuer = p_issuer, subject = p_subject where id = invited.id and issuer is null;
  update invitation set accepted_at = p_now where id = p_id;
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, account_id, partner_id)
  values (p_now, 'invitation_accepted', 'Jw 7.1.3.1', invited.id, invited.organisation_id, invited.id, asked.partner_id);
  if asked.purpose = 'partner' then
    perform agree_as_partner(asked, invited, p_now, p_today);
  end if;
  return asked.purpose;
end
$$;

-- What accepting an invitation changes, as the stories name it (src/authorise/changes.ts).
create function turns_of_invitation(p_id uuid) returns text[]
  language sql stable
as $$
  select array['convenant ' || p.convenant_id, 'people ' || a.organisation_id, 'account ' || a.id]
    from invitation i
    join account a on a.id = i.account_id
    left join partner p on p.id = i.partner_id
   where i.id = p_id
$$;

create function agree_as_partner(p_asked invitation, p_invited account, p_now timestamptz, p_today date) returns void
  language plpgsql volatile
as $$
begin
  update partner set state = 'agreed', state_since = p_today where id = p_asked.partner_id;
  insert into partner_step (id, partner_id, state, from_date, recorded_at, recorded_by)
  values (new_id(p_now), p_asked.partner_id, 'agreed', p_today, p_now, p_invited.id);
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id, partner_id, convenant_id)
  select p_now, 'partner_state_changed', 'Jw 7.1.3.1', p_invited.id, p.organisation_id, p.id, p.convenant_id
    from partner p where p.id = p_asked.partner_id;
  if not exists (select from roles_on(p_today) r where r.account_id = p_invited.id and r.role = 'coordinator') then
    insert into role_assignment (id, account_id, role, from_date)
    values (new_id(p_now), p_invited.id, 'coordinator', p_today);
    insert into logbook (occurred_at, event, ground, actor_id, organisation_id, account_id)
    values (p_now, 'role_granted', 'Jw 7.1.3.3', p_invited.id, p_invited.organisation_id, p_invited.id);
  end if;
end
$$;
