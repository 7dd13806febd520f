import type { OfficerRole } from '../authorise/check-appointment.ts'
import { type Fault, faultsAt } from '../ground/errors.ts'
import { isMunicipal } from './officers.ts'

/** R2, R4: a role that is held in a municipality names it, and a role in the index as a whole names none. */
export function findPlaceFaults({
  role,
  municipalityCode,
}: {
  readonly role: OfficerRole
  readonly municipalityCode?: string | null | undefined
}): Fault[] {
  const isNamed = municipalityCode !== undefined && municipalityCode !== null
  if (isMunicipal(role) === isNamed) return []
  return faultsAt(
    '/municipalityCode',
    isNamed
      ? { code: 'no-municipality', detail: 'Deze rol hoort niet bij een gemeente.' }
      : { code: 'municipality-required', detail: 'Noem de gemeente van deze rol.' },
  )
}
