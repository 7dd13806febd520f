import type { LogbookEvent } from '../../db/tables/logbook.ts'

/**
 * Which events of the logbook are a look at what the index knows of one young person, so that an answer to access tells of them (R20,
 * R21, GDPR 15): every event is either here or below, with the reason why it is not. `db/functions/rights/read_for_access.sql` picks these.
 */
export const looks = [
  'signal_registered',
  'signal_repeated',
  'signal_renewed',
  'signals_viewed',
  'signals_of_colleague_viewed',
  'bsn_disclosed',
  'matches_viewed',
  'archived_signals_viewed',
  'identity_conflicts_viewed',
  'request_opened',
  'request_extended',
  'request_decided',
  'requests_viewed',
  'advice_given',
  'advice_requests_viewed',
  'access_document_made',
  'letter_made',
] as const satisfies readonly LogbookEvent[]

export type Look = (typeof looks)[number]

const nothingShown = 'whoever did it was shown nothing of a young person'
const byItself = 'the index itself did it, and showed it to nobody'
const told = 'it stands in the answer by itself: who was told what, when, and whether they opened it'
const connected = 'it is about who is connected, and about no young person'
const figures = 'what was shown are figures, of nobody by name or number'

/** The events that are no look, each with the reason. */
export const noLooks: Readonly<Record<Exclude<LogbookEvent, Look>, string>> = {
  registration_refused: 'it is refused before anything is looked for',
  signal_ended: nothingShown,
  signal_moved: byItself,
  signal_handed_over:
    'it stands in the answer by itself, beside the signal; whoever did it was shown how many, and nothing else',
  match_created: byItself,
  match_joined: byItself,
  match_left: byItself,
  match_closed: byItself,
  identity_conflict_found: byItself,
  quick_withdrawal_found: byItself,

  notification_made: told,
  notification_sent: told,
  notification_withheld: told,
  notification_opened: told,
  notifications_viewed:
    'a message says that there is a match, and not whose it is or who takes part: that is a look at the match',

  quick_withdrawals_viewed:
    'it shows who registered and withdrew, and nothing of the young person; the signal is destroyed',
  accounts_viewed: connected,
  overview_viewed: figures,
  report_viewed: figures,
  action_refused: nothingShown,

  municipality_recorded: connected,
  municipalities_merged: connected,
  convenant_recorded: connected,
  convenant_agreed: connected,
  convenant_changed: connected,
  organisation_recorded: connected,
  organisation_changed: connected,
  party_listed: connected,
  party_removed: connected,
  partner_invited: connected,
  partner_changed: connected,
  partner_state_changed: connected,
  partners_imported: connected,
  partners_exported: connected,
  invitation_made: connected,
  invitation_accepted: connected,

  account_added: connected,
  account_changed: connected,
  account_withdrawn: connected,
  accounts_imported: connected,
  accounts_exported: connected,
  role_granted: connected,
  role_ended: connected,
  absence_recorded: connected,
  absence_ended: connected,
  details_confirmed: connected,

  young_person_destroyed: byItself,
  death_recorded: nothingShown,
  retention_certified: byItself,
  retention_refused: byItself,
  retention_clock_accepted: byItself,
  destruction_certified: byItself,
  ledger_replayed: byItself,
  wind_down_begun: nothingShown,
  wind_down_viewed: figures,

  certificate_viewed: 'it shows how much was destroyed, and not of whom',

  checkpoint_signed: byItself,
  logbook_viewed: 'no line leads the supervisor to a young person',
  logbook_exported: 'an operator takes lines out, which name a young person by a keyed hash at most',
}
