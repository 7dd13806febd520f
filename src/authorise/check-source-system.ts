import type { Actor } from './actor.ts'

/** Registers on behalf of professionals, as a system of their organisation. Nothing is open to it yet. */
export function isSourceSystem(actor: Actor): boolean {
  return actor.organisationId !== null && actor.roles.some(({ role }) => role === 'source_system')
}
