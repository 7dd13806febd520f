import { anniversary, type CalendarDate } from '../ground/calendar.ts'
import { ageLimitYears, rightsAges } from '../ground/law.ts'

/** Whom the law informs about a young person's data, and who may ask for it (R21, Jw 7.1.5). */
export const addressees = ['guardian', 'both', 'young_person'] as const

export type Addressee = (typeof addressees)[number]

/** By the age on a day (R21): the guardian under 12, guardian and young person together from 12 to 15, the young person from 16. */
export function addresseeOn(birthDate: CalendarDate, onDate: CalendarDate): Addressee {
  return byBirthdays((age) => anniversary(birthDate, age), onDate)
}

/**
 * The same where the birth date is not kept (R8): from the day of the 23rd birthday back. Who was born on 29 February counts as born
 * on 1 March, and is so for one day informed as if a day younger.
 */
export function addresseeByDestructionDate(destructionDate: CalendarDate, onDate: CalendarDate): Addressee {
  return byBirthdays((age) => anniversary(destructionDate, age - ageLimitYears), onDate)
}

function byBirthdays(birthday: (age: number) => CalendarDate, onDate: CalendarDate): Addressee {
  if (onDate < birthday(rightsAges.jointlyFrom)) return 'guardian'
  return onDate < birthday(rightsAges.aloneFrom) ? 'both' : 'young_person'
}
