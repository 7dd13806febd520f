import { inOneSpelling } from '../contact/letters.ts'
import type { Reason } from '../ground/errors.ts'
import { identifierNames, type OrganisationIdentity } from './identifiers.ts'
import type { KnownOrganisation } from './known-organisations.ts'

/** What is known of an organisation that somebody gave: which one it is, that it is new, or why it can be neither. */
export type MatchedOrganisation =
  | { readonly known: KnownOrganisation | undefined }
  | { readonly contradicts: string; readonly reason: Reason }

/**
 * Whether an organisation is known already (R4). A shared number makes it the same one. Without any number to go by, the name tells,
 * among those that this convenant lists. What is known is never changed by it: what disagrees is a fault.
 */
export function matchOrganisation(
  given: OrganisationIdentity,
  all: readonly KnownOrganisation[],
): MatchedOrganisation {
  const byNumber = all.filter((one) =>
    identifierNames.some((name) => given[name] !== null && given[name] === one[name]),
  )
  if (byNumber.length > 1) return contradiction(given, byNumber)
  const found = byNumber[0] ?? all.find((one) => hasSameName(given, one))
  if (!found) return { known: undefined }
  const other = identifierNames.find(
    (name) => given[name] !== null && found[name] !== null && given[name] !== found[name],
  )
  if (other !== undefined) return contradiction(given, [found])
  for (const field of ['category', 'kind'] as const)
    if (given[field] !== found[field])
      return {
        contradicts: field,
        reason: {
          code: 'known-otherwise',
          detail:
            field === 'category'
              ? 'Deze organisatie is al bekend onder een andere categorie.'
              : 'Deze organisatie is al bekend als een andere soort.',
        },
      }
  return { known: found }
}

function hasSameName(given: OrganisationIdentity, known: KnownOrganisation): boolean {
  const unnumbered = [given, known].some((one) => identifierNames.every((name) => one[name] === null))
  return known.here && unnumbered && spelled(known) === spelled(given)
}

function spelled({ name }: OrganisationIdentity): string {
  return inOneSpelling(name).toLowerCase()
}

function contradiction(
  given: OrganisationIdentity,
  found: readonly KnownOrganisation[],
): MatchedOrganisation {
  const names = identifierNames.filter((name) => given[name] !== null)
  const odd = names.find((name) => found.some((one) => one[name] !== null && one[name] !== given[name]))
  return {
    contradicts: odd ?? names[0] ?? 'name',
    reason: {
      code: 'identifiers-contradict',
      detail: 'De nummers spreken elkaar tegen: ze horen bij verschillende organisaties.',
    },
  }
}
