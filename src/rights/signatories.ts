import { type Addressee, addresseeOn } from '../documents/addressee.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { type BirthDate, birthDaysOf } from '../identity/birth-date.ts'

/** Who may sign a request of a data subject (R21). */
export const signatories = ['guardian', 'young_person'] as const

export type Signatory = (typeof signatories)[number]

/** An age group, as it is stored in place of the birth date (R8). */
export type AgeGroup = 'under_12' | 'from_12_to_15' | 'from_16'

const ageGroups: Readonly<Record<Addressee, AgeGroup>> = {
  guardian: 'under_12',
  both: 'from_12_to_15',
  young_person: 'from_16',
}

const addressees: Readonly<Record<AgeGroup, Addressee>> = {
  under_12: 'guardian',
  from_12_to_15: 'both',
  from_16: 'young_person',
}

const required: Readonly<Record<Addressee, readonly Signatory[]>> = {
  guardian: ['guardian'],
  both: ['guardian', 'young_person'],
  young_person: ['young_person'],
}

/** The age group on a day; where the birth date is not wholly known, that of the oldest that they may be (`addressee.ts`). */
export function ageGroupOn(birthDate: BirthDate, onDate: CalendarDate): AgeGroup {
  return ageGroups[addresseeOn(birthDaysOf(birthDate, onDate), onDate)]
}

/** Whom the answer to somebody of an age group is for (R21). */
export function addresseeOf(ageGroup: AgeGroup): Addressee {
  return addressees[ageGroup]
}

/** Who has to sign: the guardian under 12, both from 12 to 15, the young person from 16 (R21, Jw 7.1.5). */
export function signatoriesOf(ageGroup: AgeGroup): readonly Signatory[] {
  return required[addressees[ageGroup]]
}
