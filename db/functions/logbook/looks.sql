-- By what a look at a young person concerns a municipality; null for an event that is no look (R20, R21). An event that this
-- version does not know is refused. Made by `npm run catalogue` from src/logbook/catalogue.ts.
create function look_at(p_event logbook_event) returns text
  language plpgsql immutable
as $$
begin
  case p_event
    when 'signal_registered', 'matches_viewed' then return 'match';
    when 'signal_repeated' then return 'signal_or_match';
    when 'registration_refused', 'signal_ended', 'signal_moved', 'signal_handed_over', 'match_created',
         'match_joined', 'match_left', 'match_closed', 'identity_conflict_found', 'quick_withdrawal_found',
         'notification_made', 'notification_sent', 'notification_withheld', 'notification_opened',
         'notifications_viewed', 'quick_withdrawals_viewed', 'accounts_viewed', 'overview_viewed', 'report_viewed',
         'action_refused', 'municipality_recorded', 'municipalities_merged', 'convenant_recorded',
         'convenant_agreed', 'convenant_changed', 'organisation_recorded', 'organisation_changed', 'party_listed',
         'party_removed', 'partner_invited', 'partner_changed', 'partner_state_changed', 'partners_imported',
         'partners_exported', 'invitation_made', 'invitation_accepted', 'wind_down_begun', 'wind_down_viewed',
         'account_added', 'account_changed', 'account_withdrawn', 'accounts_imported', 'accounts_exported',
         'first_administrator_made', 'role_granted', 'role_ended', 'absence_recorded', 'absence_ended',
         'details_confirmed', 'young_person_destroyed', 'ties_forgotten', 'death_recorded', 'retention_certified',
         'retention_refused', 'retention_clock_accepted', 'destruction_certified', 'ledger_replayed',
         'certificate_viewed', 'checkpoint_signed', 'logbook_viewed', 'logbook_exported', 'index_key_added',
         'index_key_change_begun', 'index_key_change_completed', 'index_key_destroyed', 'seal_key_added',
         'seal_key_change_begun', 'seal_key_change_completed', 'seal_key_destroyed', 'logbook_key_added',
         'logbook_key_change_begun', 'logbook_key_change_completed', 'logbook_key_destroyed' then return null;
    when 'signal_renewed', 'signals_viewed', 'bsn_disclosed', 'archived_signals_viewed',
         'signals_of_colleague_viewed', 'letter_made' then return 'signal';
    when 'identity_conflicts_viewed' then return 'birth_dates';
    when 'request_opened', 'request_extended', 'advice_given', 'request_decided', 'requests_viewed',
         'advice_requests_viewed', 'access_document_made' then return 'request';
  end case;
end
$$;

-- The looks that are written once a day, and the events after which the same look shows something else.
create function looks_once_a_day() returns logbook_event[]
  language sql immutable
as $$
  select array[
    'signals_viewed', 'bsn_disclosed', 'matches_viewed', 'archived_signals_viewed',
    'signals_of_colleague_viewed', 'identity_conflicts_viewed', 'requests_viewed', 'advice_requests_viewed',
    'letter_made']::logbook_event[]
$$;
create function changes_of_looks() returns logbook_event[]
  language sql immutable
as $$
  select array[
    'signal_registered', 'signal_ended', 'signal_moved', 'signal_handed_over', 'match_created', 'match_joined',
    'match_left', 'match_closed', 'identity_conflict_found', 'notification_made', 'death_recorded']::logbook_event[]
$$;
