import type { CalendarDate } from '../ground/calendar.ts'
import type { Reason } from '../ground/errors.ts'

/** Nobody is registered, nor asks for anything, before they are born (R9). */
export function reasonAgainstBirthDate(birthDate: CalendarDate, today: CalendarDate): Reason | undefined {
  if (birthDate <= today) return undefined
  return { code: 'birth-date-in-future', detail: 'Deze datum ligt in de toekomst.' }
}
