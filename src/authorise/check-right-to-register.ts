import type { Actor } from './actor.ts'

/**
 * R1 (Jw 7.1.1.2): designated, by an organisation that is a connected partner under a convenant in force. The conditions
 * themselves stand in `db/functions/connections/right_to_register.sql`, where registering reads them too.
 */
export function hasRightToRegister(actor: Actor): boolean {
  return actor.mayRegisterIn.length > 0
}
