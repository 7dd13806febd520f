import { type Fault, faultsAt, type Reason } from '../ground/errors.ts'
import { reasonAgainstLongNumberIn } from '../identity/check-text.ts'
import { designatedCategory, notDesignated } from './check-category.ts'
import {
  fiscalNumberOfPerson,
  type Identifier,
  identifierForms,
  identifierNames,
  type OrganisationIdentity,
  personalNumbers,
} from './identifiers.ts'

/** Everything that speaks against an organisation as it is given, at once (R1, R4, R7); `/name` of each field. */
export function findOrganisationFaults(given: OrganisationIdentity): Fault[] {
  return [
    ...faultsAt('/name', reasonAgainstLongNumberIn(given.name)),
    ...faultsAt('/category', reasonAgainstCategory(given.category)),
    ...identifierNames.flatMap((name) => faultsAt(`/${name}`, reasonAgainstIdentifier(name, given[name]))),
    ...findPersonalNumbers(given),
  ]
}

/** R1: an organisation of a category that the law does not designate cannot take part. */
export function reasonAgainstCategory(text: string): Reason | undefined {
  if (designatedCategory(text) !== undefined) return undefined
  return { code: 'category-not-designated', detail: notDesignated }
}

/** A number has the form and the check digits of its kind. */
export function reasonAgainstIdentifier(name: Identifier, number: string | null): Reason | undefined {
  const { holds, said } = identifierForms[name]
  return number === null || holds(number) ? undefined : { code: 'identifier', detail: said }
}

/** R7, R9: an independent functionary is known by no number that is their own citizen service number. */
export function findPersonalNumbers(given: Parameters<typeof personalNumbers>[0]): Fault[] {
  return personalNumbers(given).flatMap((name) =>
    faultsAt(`/${name}`, { code: 'fiscal-number-of-person', detail: fiscalNumberOfPerson }),
  )
}
