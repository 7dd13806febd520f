import type { Actor } from './actor.ts'

/** R4 (Jw 7.1.3.1): makes the agreements of a municipality and connects its partners, while the municipality is there. */
export function isMunicipalAdministrator(actor: Actor): boolean {
  return administeredMunicipalities(actor).length > 0
}

/** The municipalities of today that an actor administers (R4). */
export function administeredMunicipalities(actor: Actor): string[] {
  return administrations(actor).flatMap(({ municipalityCode }) => municipalityCode ?? [])
}

/** The codes of the municipalities that an actor administers, those that went on in them included (R4). */
export function administeredCodes(actor: Actor): string[] {
  return administrations(actor).flatMap(({ codes }) => [...codes])
}

function administrations({ roles }: Actor) {
  return roles.filter(({ role, codes }) => role === 'municipal_administrator' && codes.length > 0)
}
