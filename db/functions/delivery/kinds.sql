-- Made by `npm run catalogue` from src/outbox/kinds.ts. A kind that this version does not know is refused by each function here.

-- The kinds that this version can tell of; another version has the others.
create function known_kinds() returns notification_event[]
  language sql immutable
as $$
  select array[
         'match_created', 'participant_joined', 'participant_changed', 'participant_left', 'match_taken_over',
         'signal_about_to_lapse', 'archived_signals_found', 'quick_withdrawal', 'identity_conflict', 'advice_asked',
         'signal_destroyed', 'details_confirmation_due', 'invitation', 'officers_changed',
         'taken_over_by_colleague'
       ]::notification_event[]
$$;

-- R20: on which ground somebody is told of something, and so on which it is sent to them and opened by them.
create function ground_to_tell(p_event notification_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
    when 'match_created', 'participant_joined', 'participant_changed', 'participant_left', 'match_taken_over' then return 'Jw 7.1.4.3 lid 2';
    when 'signal_about_to_lapse' then return 'Jw 7.1.4.5 lid 2';
    when 'archived_signals_found' then return 'Jw 7.1.4.6 lid 2';
    when 'quick_withdrawal' then return 'Jw 7.1.2.1 lid 3';
    when 'identity_conflict' then return 'Jw 7.1.4.2';
    when 'advice_asked' then return 'Jw 7.1.5';
    when 'signal_destroyed' then return 'AVG 16';
    when 'details_confirmation_due', 'taken_over_by_colleague' then return 'Jw 7.1.3.3';
    when 'invitation', 'officers_changed' then return 'Jw 7.1.3.1';
  end case;
end
$$;

-- R21: by what a notification concerns a municipality in the answer to a request for access; null where it never stands in one.
create function told_by(p_event notification_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
    when 'match_created', 'participant_joined', 'participant_changed', 'participant_left', 'match_taken_over' then return 'match';
    when 'signal_about_to_lapse', 'quick_withdrawal', 'advice_asked' then return 'signal';
    when 'archived_signals_found' then return 'archive';
    when 'identity_conflict' then return 'birth_dates';
    when 'signal_destroyed', 'details_confirmation_due', 'invitation', 'officers_changed',
         'taken_over_by_colleague' then return null;
  end case;
end
$$;

-- Whether what a notification tells of is over, so that nobody needs to be told any more (is_over.sql).
create function is_over(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  case n.event
    when 'match_created', 'participant_joined', 'participant_changed', 'match_taken_over' then return match_is_over(n, p_now, p_today);
    when 'participant_left' then return leaving_is_over(n, p_now, p_today);
    when 'signal_about_to_lapse' then return lapse_is_over(n, p_now, p_today);
    when 'archived_signals_found' then return archive_is_over(n, p_now, p_today);
    when 'quick_withdrawal' then return withdrawal_is_over(n, p_now, p_today);
    when 'identity_conflict' then return conflict_is_over(n, p_now, p_today);
    when 'advice_asked' then return advice_is_over(n, p_now, p_today);
    when 'signal_destroyed', 'officers_changed', 'taken_over_by_colleague' then return news_is_over(n, p_now, p_today);
    when 'details_confirmation_due' then return confirmation_is_over(n, p_now, p_today);
    when 'invitation' then return invitation_is_over(n, p_now, p_today);
  end case;
end
$$;

-- Whether the recipient of a notification may be told today (may_be_told.sql).
create function may_be_told(n notification, p_now timestamptz, p_today date) returns boolean
  language plpgsql stable
as $$
begin
  case n.event
    when 'match_created', 'participant_joined', 'participant_changed', 'participant_left', 'match_taken_over',
         'signal_about_to_lapse', 'quick_withdrawal', 'identity_conflict', 'advice_asked', 'signal_destroyed',
         'details_confirmation_due', 'officers_changed', 'taken_over_by_colleague' then return recipient_holds_role(n, p_now, p_today);
    when 'archived_signals_found' then return recipient_holds_role_and_signal(n, p_now, p_today);
    when 'invitation' then return invitation_can_be_accepted(n, p_now, p_today);
  end case;
end
$$;
