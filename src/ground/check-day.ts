import { type CalendarDate, isCalendarDate } from './calendar.ts'
import type { Reason } from './errors.ts'

/** The first day that the law reckons with. */
export const earliestDay = '1800-01-01'
const latestDay = '2100-12-31'

/** A day of the calendar, in a range in which all arithmetic with terms is sound. */
export function reasonAgainstDay(day: CalendarDate): Reason | undefined {
  if (!isCalendarDate(day)) return { code: 'invalid-format', detail: 'Dit is geen datum (JJJJ-MM-DD).' }
  if (day < earliestDay || day > latestDay) return { code: 'invalid', detail: 'Deze datum ligt te ver weg.' }
  return undefined
}
