import { anniversary, type CalendarDate } from '../ground/calendar.ts'
import { type Fault, faultsAt, type Reason } from '../ground/errors.ts'
import { ageLimitYears, archiveYears, longestTermMonths } from '../ground/law.ts'
import { type BirthDate, birthDaysOf, reasonAgainstBirthDate } from '../identity/birth-date.ts'
import { findMissingSignatures } from './check-signatures.ts'
import type { RequestKind } from './requests.ts'
import type { Signatory } from './signatories.ts'

/** What is stated to open a request. */
export interface OpeningStatement {
  readonly kind: RequestKind
  /** The true one, by which follows who has to sign. */
  readonly birthDate: BirthDate
  /** Of a rectification, and of nothing else: the one that is to be put right, which the number has to go with (R9). */
  readonly registeredBirthDate: BirthDate | undefined
  readonly signedBy: readonly Signatory[]
}

/** Everything that speaks against opening a request, as far as it says so itself, at once (R9, R21). */
export function findOpeningFaults(opening: OpeningStatement, today: CalendarDate): Fault[] {
  const { kind, birthDate, registeredBirthDate, signedBy } = opening
  const unborn = reasonAgainstBirthDate(birthDate, today)
  return [
    ...faultsAt('/birthDate', unborn),
    ...(unborn ? [] : faultsAt('/signedBy', ...findMissingSignatures(birthDate, signedBy, today))),
    ...faultsAt('/registeredBirthDate', reasonAgainstRegistered(kind, registeredBirthDate)),
    ...(kind === 'rectification' ? findImplausible({ birthDate, registeredBirthDate }, today) : []),
    ...(registeredBirthDate === undefined
      ? []
      : faultsAt('/registeredBirthDate', reasonAgainstBirthDate(registeredBirthDate, today))),
  ]
}

/**
 * A rectification is from one birth date to another of somebody in the index. Who was under 23 on registering is gone by 30, after the longest term and the time
 * in the archive (R8, R11, R13): an older date is a slip, or the date of somebody else. Any other request is answered with each age that it states.
 */
export function findImplausible(
  dates: { readonly birthDate?: BirthDate | undefined; readonly registeredBirthDate?: BirthDate | undefined },
  today: CalendarDate,
): Fault[] {
  return (['birthDate', 'registeredBirthDate'] as const).flatMap((field) => {
    const date = dates[field]
    if (date === undefined || reasonAgainstBirthDate(date, today)) return []
    const isGone = anniversary(birthDaysOf(date, today).latest, goneByAge) <= today
    return faultsAt(`/${field}`, isGone ? implausible : undefined)
  })
}

const goneByAge = ageLimitYears + longestTermMonths / 12 + archiveYears

const implausible: Reason = {
  code: 'birth-date-implausible',
  detail: `Wie ${goneByAge} of ouder is, staat niet in de verwijsindex. Kijk de geboortedatum na.`,
}

/** GDPR 16: a rectification, and nothing else, states the birth date as it is registered beside the one that it should be. */
export function reasonAgainstRegistered(kind: RequestKind, stated: unknown): Reason | undefined {
  const isAsked = kind === 'rectification'
  if (isAsked === (stated !== undefined)) return undefined
  return isAsked
    ? {
        code: 'registered-birth-date-required',
        detail: 'Noem bij een rectificatie ook de geboortedatum die nu geregistreerd is.',
      }
    : {
        code: 'registered-birth-date-not-asked',
        detail: 'De geregistreerde geboortedatum hoort alleen bij een rectificatie.',
      }
}
