import type { Actor } from './actor.ts'

/** Keeps the index in order as a whole, conflicts of identity among them (R9). */
export function isFunctionalAdministrator(actor: Actor): boolean {
  return actor.roles.some(({ role }) => role === 'functional_administrator')
}
