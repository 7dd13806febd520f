import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { roleName } from '../../db/tables/accounts.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { type Change, changeArguments } from './changes.ts'

export const roles = roleName.enumValues
export type Role = (typeof roles)[number]

/** A role, and where it is held, if it is held in a municipality. */
export interface HeldRole {
  readonly role: Role
  readonly municipalityCode: string | null
  /** All codes under which something may be recorded that belongs to the municipality today; none without a municipality. */
  readonly codes: readonly string[]
}

/** Who asks, as the database knows them on this day: never from the token beyond issuer and subject. */
export interface Actor {
  readonly id: string
  readonly organisationId: string | null
  /** Roles that count on this day: held, and with all that they rest on. */
  readonly roles: readonly HeldRole[]
  /** In whose name the actor reads today: their own, while they may register, and that of colleagues they deputise for (R3). */
  readonly actingFor: readonly string[]
}

/**
 * Reads who asks in the transaction that does the work, so that the loss of a right holds from the next request on
 * (R1), and not by what the token says; and makes them the actor by whom row-level security goes (`db/functions/security/act_as.sql`).
 * @param hold what is held with it: nothing for a look, their own right for an act, or what a change says that it touches
 *   (`db/functions/connections/hold_rights.sql`)
 */
export async function readActor(
  tx: Transaction,
  subject: { readonly iss: string; readonly sub: string },
  today: CalendarDate,
  hold: Hold,
): Promise<Actor | undefined> {
  const who = sql`${subject.iss}, ${subject.sub}, ${today}`
  const [row] = await tx.execute<Row>(
    hold === 'nothing'
      ? sql`select * from act_as(${who})`
      : hold === 'own-right'
        ? sql`select * from act_holding(${who})`
        : sql`select * from act_changing(${who}, ${changeArguments(hold)})`,
  )
  return (
    row && {
      id: row.id,
      organisationId: row.organisation_id,
      roles: row.roles,
      actingFor: row.acting_for,
    }
  )
}

/** What a transaction holds of the rights of others and of the actor while it is under way. */
export type Hold = 'nothing' | 'own-right' | Change

type Row = {
  id: string
  organisation_id: string | null
  roles: Actor['roles']
  acting_for: string[]
}
