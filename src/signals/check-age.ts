import { anniversary, type CalendarDate } from '../ground/calendar.ts'
import type { Reason } from '../ground/errors.ts'
import { ageLimitYears } from '../ground/law.ts'

/** R8 (Jw 1.1): a young person is under 23 on the day of registering; from the 23rd birthday on there is nothing to register. */
export function reasonAgainstAge(birthDate: CalendarDate, today: CalendarDate): Reason | undefined {
  return anniversary(birthDate, ageLimitYears) > today ? undefined : tooOld
}

export const tooOld: Reason = {
  code: 'not-under-23',
  detail: `Een signaal kan alleen voor een jeugdige die nog geen ${ageLimitYears} is.`,
}
