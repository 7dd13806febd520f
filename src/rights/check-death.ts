import type { CalendarDate } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import type { Reason } from '../ground/errors.ts'

/** R11: a death is recorded once it has been; a date ahead is a slip, and what it would destroy does not come back. */
export function reasonAgainstDeath(deathDate: CalendarDate, today: CalendarDate): Reason | undefined {
  if (deathDate > today) return { code: 'death-in-future', detail: 'Deze datum ligt in de toekomst.' }
  return reasonAgainstDay(deathDate)
}
