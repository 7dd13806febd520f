import type { Actor, Role } from './actor.ts'

/**
 * The questions about *where*: in which organisation or municipality an actor does what a role of theirs opens. Which roles count
 * today was decided before, once (`db/functions/security/act_as.sql`); what each opens stands in `actions.ts`.
 */

/** A municipality of today in which somebody holds a role, and the codes that are its own: those that went on in it included. */
export interface Office {
  readonly municipalityCode: string
  readonly codes: readonly string[]
}

/** Whether an actor has a role that counts today (R1 to R5). */
export function holds({ roles }: Actor, role: Role): boolean {
  return roles.some((held) => held.role === role)
}

/** The municipalities in which an actor holds a role (R2, R4, R21). */
export function officesOf({ roles }: Actor, role: Role): Office[] {
  return roles.flatMap(({ role: held, municipalityCode, codes }) =>
    held === role && municipalityCode !== null ? [{ municipalityCode, codes }] : [],
  )
}

/** The codes of today of those municipalities. */
export function municipalitiesOf(actor: Actor, role: Role): string[] {
  return officesOf(actor, role).map(({ municipalityCode }) => municipalityCode)
}

/** All codes of those municipalities, by which something may be recorded that belongs to them today. */
export function codesOf(actor: Actor, role: Role): string[] {
  return officesOf(actor, role).flatMap(({ codes }) => [...codes])
}

/** The organisation whose professionals an actor manages; null where there is none (R3, Jw 7.1.3.3). */
export function coordinatedOrganisation(actor: Actor): string | null {
  return holds(actor, 'coordinator') ? actor.organisationId : null
}
