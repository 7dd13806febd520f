import type { Actor } from './actor.ts'

/** Watches over the rights of the young person, for a municipality that is there today. Nothing is open to it yet. */
export function isPrivacyOfficer(actor: Actor): boolean {
  return actor.roles.some(({ role, codes }) => role === 'privacy_officer' && codes.length > 0)
}
