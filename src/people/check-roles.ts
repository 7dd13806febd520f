import type { Reason } from '../ground/errors.ts'
import type { OrganisationRole } from './professionals.ts'

/** R1, R3: somebody is designated as something, and as nothing twice. */
export function reasonAgainstRoles(roles: readonly OrganisationRole[]): Reason | undefined {
  if (roles.length === 0) return { code: 'too-small', detail: 'Dit is geen enkele rol.' }
  return new Set(roles).size === roles.length
    ? undefined
    : { code: 'invalid', detail: 'Een rol staat er één keer.' }
}
