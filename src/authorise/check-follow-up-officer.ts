import type { Actor } from './actor.ts'

/** R2 (Jw 7.1.3.2): checks, for one municipality or more, that matched professionals contacted each other. */
export function isFollowUpOfficer(actor: Actor): boolean {
  return followUpMunicipalities(actor).length > 0
}

/** The codes of the municipalities whose matches an actor follows up, those that went on in them included (R2). */
export function followUpMunicipalities(actor: Actor): string[] {
  return actor.roles.flatMap(({ role, codes }) => (role === 'follow_up_officer' ? [...codes] : []))
}
