import { anniversary, type CalendarDate } from '../ground/calendar.ts'
import { ageLimitYears, rightsAges } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'

/** Whom the law informs about a young person's data, and who may ask for it (R21, Jw 7.1.5). */
export const addressees = ['guardian', 'both', 'young_person'] as const

export type Addressee = (typeof addressees)[number]

/**
 * By the age on a day (R21): the guardian under 12, guardian and young person together from 12 to 15, the young person from 16. Of a birth
 * date that is not wholly known the young person has the right of the oldest that they may be; nobody's is passed over where they may be anything.
 */
export function addresseeOn(birthDays: PossibleDays, onDate: CalendarDate): Addressee {
  return byBirthdays(birthDays, 0, onDate)
}

/**
 * The same where the birth date is not kept (R8): from the day of the 23rd birthday back. Who was born on 29 February counts as born
 * on 1 March, and is so for one day informed as if a day younger.
 */
export function addresseeByBirthday23(birthdays: PossibleDays, onDate: CalendarDate): Addressee {
  return byBirthdays(birthdays, ageLimitYears, onDate)
}

function byBirthdays({ earliest, latest }: PossibleDays, age: number, onDate: CalendarDate): Addressee {
  const oldest = byBirthday(earliest, age, onDate)
  return oldest === 'young_person' && byBirthday(latest, age, onDate) === 'guardian' ? 'both' : oldest
}

/** @param known how old somebody becomes on the birthday */
function byBirthday(birthday: CalendarDate, known: number, onDate: CalendarDate): Addressee {
  if (onDate < anniversary(birthday, rightsAges.jointlyFrom - known)) return 'guardian'
  return onDate < anniversary(birthday, rightsAges.aloneFrom - known) ? 'both' : 'young_person'
}
