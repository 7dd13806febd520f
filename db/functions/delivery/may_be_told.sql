-- Whether the recipient of a notification may be told today: each kind of notification names one of these (src/outbox/kinds.ts). What
-- does not hold today may hold again: a partner is suspended and connected again, a role ends and is granted anew (R1 to R3).

-- R1, R2, R3: a professional while they may register, and for an absent colleague while that colleague may and they stand in for them; a
-- follow-up officer while the match concerns their municipality; others while they hold the role in which they are told.
create function recipient_holds_role(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  case n.recipient_role
    when 'professional' then
      return exists (select from right_to_register(n.recipient_id, p_today))
         and (n.on_behalf_of is null
              or exists (select from right_to_register(n.on_behalf_of, p_today))
                 and exists (select from deputies_on(p_today) d
                              where d.professional_id = n.on_behalf_of and d.deputy_id = n.recipient_id));
    when 'follow_up_officer' then
      return exists (
        select from roles_on(p_today) r
         where r.account_id = n.recipient_id and r.role = n.recipient_role
           and r.municipality_code in (
                 select municipality_on(p.municipality_code, p_today)
                   from match_participant p where p.match_id = n.match_id and p.left_at is null));
    when 'coordinator', 'municipal_administrator', 'privacy_officer', 'functional_administrator', 'supervisor', 'source_system' then
      return exists (
        select from roles_on(p_today) r
         where r.account_id = n.recipient_id and r.role = n.recipient_role);
  end case;
end
$$;

-- R14: of archived signals only who has a signal of their own on the young person is told.
create function recipient_holds_role_and_signal(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  return recipient_holds_role(n, p_now, p_today) and exists (
    select from archive_notice a
      join archived_signal h on h.id = a.archived_signal_id
      join signal s on s.young_person_id = h.young_person_id and s.professional_id = n.recipient_id and is_active(s.removal_date, p_today)
     where a.notification_id = n.id);
end
$$;

-- R3, R4: who is invited holds no role yet; what counts is that they could accept.
create function invitation_can_be_accepted(n notification, p_now timestamptz, p_today date) returns boolean
  language sql stable
as $$
  select exists (select from standing_invitation(n.invitation_id, p_now, p_today))
$$;
