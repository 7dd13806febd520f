import type { Actor } from './actor.ts'

/** R5: reads the logbook, and reports that cannot be traced to anybody. */
export function isSupervisor(actor: Actor): boolean {
  return actor.roles.some(({ role }) => role === 'supervisor')
}
