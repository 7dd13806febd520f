/** What people are told of. Made by `npm run catalogue` from src/outbox/kinds.ts. */
export const notificationKinds = [
  'match_created',
  'participant_joined',
  'identity_conflict',
  'participant_changed',
  'match_taken_over',
  'invitation',
  'details_confirmation_due',
  'participant_left',
  'signal_about_to_lapse',
  'archived_signals_found',
  'quick_withdrawal',
  'advice_asked',
  'signal_destroyed',
  'officers_changed',
  'taken_over_by_colleague',
] as const
