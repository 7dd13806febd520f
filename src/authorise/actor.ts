import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import type { CalendarDate } from '../calendar.ts'

export type Role =
  | 'professional'
  | 'coordinator'
  | 'follow_up_officer'
  | 'municipal_administrator'
  | 'privacy_officer'
  | 'supervisor'
  | 'functional_administrator'
  | 'source_system'

/** A role, and where it is held, if it is held in a municipality. */
export interface HeldRole {
  readonly role: Role
  readonly municipalityCode: string | null
  /** All codes under which something may be recorded that belongs to the municipality today; none where it is not there. */
  readonly codes: readonly string[]
}

/** Who asks, as the database knows them on this day: never from the token beyond issuer and subject. */
export interface Actor {
  readonly id: string
  readonly organisationId: string | null
  /** Roles held on this day. */
  readonly roles: readonly HeldRole[]
  /** Municipalities under whose convenants the actor may register today (R1); empty where any condition fails. */
  readonly mayRegisterIn: readonly string[]
}

/**
 * Reads who asks in the transaction that does the work, so that the loss of a right holds from the next request on
 * (R1), whatever the token says.
 */
export async function readActor(
  tx: Transaction,
  subject: { readonly iss: string; readonly sub: string },
  today: CalendarDate,
): Promise<Actor | undefined> {
  const [row] = await tx.execute<{
    id: string
    organisation_id: string | null
    roles: Actor['roles']
    places: string[]
  }>(sql`
    select a.id, a.organisation_id,
           coalesce((select jsonb_agg(jsonb_build_object(
                                       'role', r.role, 'municipalityCode', r.municipality_code,
                                       'codes', to_jsonb(functions.codes_of_municipality(r.municipality_code, ${today}))))
                       from role_assignment r
                      where r.account_id = a.id and r.from_date <= ${today}
                        and (r.until_date is null or ${today} < r.until_date)), '[]') as roles,
           array(select municipality_code from functions.right_to_register(a.id, ${today})) as places
      from account a
     where a.issuer = ${subject.iss} and a.subject = ${subject.sub}`)
  return (
    row && { id: row.id, organisationId: row.organisation_id, roles: row.roles, mayRegisterIn: row.places }
  )
}
