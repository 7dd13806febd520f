import type { Actor } from './actor.ts'

/** R3 (Jw 7.1.3.3): manages contact details, signals and notifications, inside one organisation. */
export function isCoordinator(actor: Actor): boolean {
  return coordinatedOrganisation(actor) !== null
}

/** The organisation whose professionals an actor manages; null where there is none (R3). */
export function coordinatedOrganisation(actor: Actor): string | null {
  return actor.roles.some(({ role }) => role === 'coordinator') ? actor.organisationId : null
}
