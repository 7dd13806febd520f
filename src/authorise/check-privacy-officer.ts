import type { Actor } from './actor.ts'

/** A municipality of today for which somebody decides on requests of data subjects, and the codes that are its own (R4, R21). */
export interface PrivacyOffice {
  readonly municipalityCode: string
  readonly codes: readonly string[]
}

/** R21: decides on requests of data subjects, for a municipality that is there today (Jw 7.1.2.2 lid 3). */
export function isPrivacyOfficer(actor: Actor): boolean {
  return privacyOffices(actor).length > 0
}

/** The municipalities for which an actor decides (R21). */
export function privacyOffices({ roles }: Actor): PrivacyOffice[] {
  return roles.flatMap(({ role, municipalityCode, codes }) =>
    role === 'privacy_officer' && municipalityCode !== null && codes.length > 0
      ? [{ municipalityCode, codes }]
      : [],
  )
}

/** The codes of those municipalities, those that went on in them included. */
export function privacyCodes(actor: Actor): string[] {
  return privacyOffices(actor).flatMap(({ codes }) => [...codes])
}
