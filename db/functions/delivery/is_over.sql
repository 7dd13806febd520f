-- When what a notification tells of is over, for good: each kind of notification names one of these (src/outbox/kinds.ts). Until then
-- its recipient is told, or waits for the right to be told (R15).

-- The match has closed, or the professional whose signal it was about takes part in it no more (R10, R11, R15). A follow-up officer is
-- told as long as the match goes on.
create function match_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (select from match m where m.id = n.match_id and m.closed_at is null)
      or n.recipient_role = 'professional' and not exists (
           select from match_participant p join signals_on(p_today) s on s.id = p.signal_id
            where p.match_id = n.match_id and p.professional_id = coalesce(n.on_behalf_of, n.recipient_id) and p.left_at is null)
$$;

-- That somebody left is told as well to who was left over, and left with them; until their own signal ends.
create function leaving_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (
    select from match_participant p join signals_on(p_today) s on s.id = p.signal_id
     where p.match_id = n.match_id and p.professional_id = coalesce(n.on_behalf_of, n.recipient_id))
$$;

-- R12: the term that somebody is asked about has ended: their signal was ended, renewed or handed over since, or has lapsed.
create function lapse_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (
    select from signal s
      join lapse_reminder l on l.signal_id = s.id and l.removal_date = s.removal_date and l.made_at = n.created_at
     where s.id = n.signal_id and s.professional_id = n.recipient_id and is_active(s.removal_date, p_today))
$$;

-- R14: nothing is in the archive any more of what it tells of.
create function archive_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (
    select from archive_notice a
      join archived_signal s on s.id = a.archived_signal_id and is_archived(s.until_date, p_today)
     where a.notification_id = n.id)
$$;

-- R21: the request is decided, or the signal that it concerns is there no more, or no longer theirs.
create function advice_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (
    select from subject_request q
      join signal s on s.id = n.signal_id and s.professional_id = n.recipient_id and is_active(s.removal_date, p_today)
     where q.id = n.request_id and q.decision is null)
$$;

-- What somebody is told of that others did is news for a year; nothing else of it ends.
create function news_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql immutable
as $$
  select n.created_at <= p_now - interval '1 year'
$$;

-- R6: a registration that was quickly withdrawn is to be looked into within a year; nothing else of it ends.
create function withdrawal_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql immutable
as $$
  select n.created_at <= p_now - interval '1 year'
$$;

-- R9: the birth dates agree again, or one of the signals is there no more.
create function conflict_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (select from identity_conflict c where c.signal_id = n.signal_id)
$$;

-- R3: somebody confirmed their details since they were asked, or was asked once more, or is to be by now (src/people/confirmation.ts).
create function confirmation_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select n.created_at <= p_now - interval '26 weeks'
      or exists (select from account a
                  where a.id = n.recipient_id
                    and (a.details_confirmed_at >= n.created_at or a.details_asked_at > n.created_at))
$$;

-- R4: the invitation was accepted or withdrawn, or has expired; or the partner agreed otherwise, or has ended. Who has ended is invited anew
-- by an invitation of its own.
create function invitation_is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select not exists (
    select from invitation i left join partner p on p.id = i.partner_id
     where i.id = n.invitation_id and i.accepted_at is null and i.withdrawn_at is null and p_now < i.expires_at
       and (i.purpose <> 'partner' or p.state = 'invited'))
$$;
