import { anniversary, type CalendarDate } from '../ground/calendar.ts'
import type { Reason } from '../ground/errors.ts'
import { ageLimitYears } from '../ground/law.ts'
import { type BirthDate, birthDaysOf } from '../identity/birth-date.ts'

/**
 * R8 (Jw 1.1): a young person is under 23 on the day of registering; from the 23rd birthday on there is nothing to register. Of a birth date that
 * is not wholly known the last day that it may be counts, as it does for destroying: nobody is left out who may be under 23.
 */
export function reasonAgainstAge(birthDate: BirthDate, today: CalendarDate): Reason | undefined {
  return anniversary(birthDaysOf(birthDate, today).latest, ageLimitYears) > today ? undefined : tooOld
}

export const tooOld: Reason = {
  code: 'not-under-23',
  detail: `Een signaal kan alleen voor een jeugdige die nog geen ${ageLimitYears} is.`,
}
