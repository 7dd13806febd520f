import { DomainError } from '../errors.ts'
import type { Actor } from './actor.ts'
import { isFollowUpOfficer } from './check-follow-up-officer.ts'
import { isFunctionalAdministrator } from './check-functional-administrator.ts'
import { isMunicipalAdministrator } from './check-municipal-administrator.ts'
import { hasRightToRegister } from './check-right-to-register.ts'

type Check = (actor: Actor) => boolean

/**
 * Who may do what, read in one place: an action is open to whoever passes one of its checks. Registering itself is
 * not in it: it is decided by the same R1, in the transaction of the write (`db/functions/authorise_registrations.sql`).
 */
export const actions = {
  'list-own-signals': [hasRightToRegister],
  'read-own-signal': [hasRightToRegister],
  'disclose-own-bsn': [hasRightToRegister],
  'list-matches': [hasRightToRegister, isFollowUpOfficer],
  'read-match': [hasRightToRegister, isFollowUpOfficer],
  'list-notifications': [hasRightToRegister, isFollowUpOfficer, isFunctionalAdministrator],
  'list-identity-conflicts': [isFunctionalAdministrator],
  'record-municipality': [isFunctionalAdministrator],
  'read-municipalities': [isFunctionalAdministrator, isMunicipalAdministrator],
  'merge-municipalities': [isFunctionalAdministrator],
  'record-convenant': [isMunicipalAdministrator],
  'read-convenants': [isMunicipalAdministrator],
  'agree-to-convenant': [isMunicipalAdministrator],
  'change-convenant': [isMunicipalAdministrator],
  'appoint-officer': [isFunctionalAdministrator, isMunicipalAdministrator],
  'list-officers': [isFunctionalAdministrator, isMunicipalAdministrator],
  'end-officer': [isFunctionalAdministrator, isMunicipalAdministrator],
} as const satisfies Record<string, readonly Check[]>

export type Action = keyof typeof actions

/**
 * Lets an actor through to an action, or refuses, alike whatever the reason.
 * @throws DomainError `not-permitted`
 */
export function authorise(actor: Actor | undefined, action: Action): Actor {
  if (!actor || !actions[action].some((check) => check(actor))) throw new DomainError('not-permitted')
  return actor
}
