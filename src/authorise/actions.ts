import { DomainError } from '../ground/errors.ts'
import { type Actor, type Role, roles } from './actor.ts'
import { holds } from './where.ts'

/** Those who are told something by the index besides being invited; which of it they see goes by the role that it was told to. */
const recipients = [
  'professional',
  'coordinator',
  'follow_up_officer',
  'municipal_administrator',
  'privacy_officer',
  'functional_administrator',
] as const satisfies readonly Role[]

/** Every person; a source system has no details of its own. */
const everybody = roles.filter((role) => role !== 'source_system')

/**
 * Who may do what, read in one place: an action is open to an actor with one of its roles, if that role counts today
 * (`db/functions/security/act_as.sql` decides which do). Registering itself
 * is not in it: it is decided by the same R1, in the transaction of the write (`db/functions/registration/authorise_registrations.sql`).
 * What an actor then sees is the story's to select, and held once more by row-level security (`db/functions/security/policies.sql`).
 */
export const actions = {
  'list-own-signals': ['professional'],
  'read-own-signal': ['professional'],
  'disclose-own-bsn': ['professional'],
  'renew-own-signal': ['professional'],
  'end-own-signal': ['professional'],
  'list-archive-notices': ['professional'],
  'list-matches': ['professional', 'follow_up_officer'],
  'read-match': ['professional', 'follow_up_officer'],
  'list-notifications': recipients,
  'list-identity-conflicts': ['functional_administrator'],
  'list-quick-withdrawals': ['coordinator', 'municipal_administrator', 'privacy_officer'],
  'record-municipality': ['functional_administrator'],
  'read-municipalities': ['functional_administrator', 'municipal_administrator'],
  'merge-municipalities': ['functional_administrator'],
  'record-convenant': ['municipal_administrator'],
  'read-convenants': ['municipal_administrator'],
  'agree-to-convenant': ['municipal_administrator'],
  'change-convenant': ['municipal_administrator'],
  'wind-down-convenant': ['municipal_administrator'],
  'read-wind-downs': ['municipal_administrator'],
  'appoint-officer': ['functional_administrator', 'municipal_administrator'],
  'list-officers': ['functional_administrator', 'municipal_administrator'],
  'end-officer': ['functional_administrator', 'municipal_administrator'],
  'read-partners': ['municipal_administrator'],
  'manage-partners': ['municipal_administrator'],
  'read-professionals': ['coordinator'],
  'add-professional': ['coordinator'],
  'change-professional': ['coordinator'],
  'list-signals-of-colleague': ['coordinator'],
  'hand-over-signals': ['coordinator'],
  'withdraw-professional': ['coordinator'],
  'list-absences': ['coordinator'],
  'record-absence': ['coordinator'],
  'end-absence': ['coordinator'],
  'import-professionals': ['coordinator'],
  'read-profile': everybody,
  'confirm-details': everybody,
  'open-subject-request': ['privacy_officer'],
  'read-subject-requests': ['privacy_officer'],
  'extend-subject-request': ['privacy_officer'],
  'decide-subject-request': ['privacy_officer'],
  'make-access-document': ['privacy_officer'],
  'read-certificate': ['privacy_officer'],
  'list-advice-requests': ['professional'],
  'give-advice': ['professional'],
  'record-death': ['functional_administrator'],
  'make-letter': ['professional'],
  'view-overview': ['municipal_administrator'],
  'read-logbook': ['supervisor'],
  'read-figures': ['supervisor', 'functional_administrator', 'municipal_administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof actions

/**
 * Lets an actor through to an action, or refuses, in the same way for each reason.
 * @throws DomainError `not-permitted`
 */
export function authorise(actor: Actor | undefined, action: Action): Actor {
  if (!actor || !actions[action].some((role) => holds(actor, role))) throw new DomainError('not-permitted')
  return actor
}
