import type { Actor, Role } from './actor.ts'
import { holds, municipalitiesOf } from './where.ts'

/** Roles that are given by appointment: in a municipality, or in the index as a whole (R2, R4). */
export const municipalRoles = ['municipal_administrator', 'follow_up_officer', 'privacy_officer'] as const
export const generalRoles = ['supervisor', 'functional_administrator'] as const

export type OfficerRole = (typeof municipalRoles)[number] | (typeof generalRoles)[number]

/** The roles that a functional administrator gives: each municipality then appoints its own (R4). */
export const givenByFunctionalAdministrator: readonly Role[] = ['municipal_administrator', ...generalRoles]

/**
 * Whether an actor may give or end a role: a functional administrator those that the index needs as a whole and the
 * administrators of municipalities; a municipal administrator those of their own municipality (R4).
 */
export function mayAppoint(actor: Actor, role: OfficerRole, municipalityCode: string | null): boolean {
  if (holds(actor, 'functional_administrator') && givenByFunctionalAdministrator.includes(role)) return true
  return (
    (municipalRoles as readonly Role[]).includes(role) &&
    municipalityCode !== null &&
    municipalitiesOf(actor, 'municipal_administrator').includes(municipalityCode)
  )
}
