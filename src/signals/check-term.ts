import { type CalendarDate, endOfTerm } from '../ground/calendar.ts'
import type { Reason } from '../ground/errors.ts'
import { longestTermMonths } from '../ground/law.ts'

/**
 * R11, R12 (Jw 7.1.4.5 lid 2): a signal ends at most two years after the day of registering or renewing it, and not before the day
 * after. What the convenant allows may be less: that is decided where the convenant is read (`authorise_registrations.sql`,
 * `renew_own_signal.sql`).
 */
export function reasonAgainstTerm(removalDate: CalendarDate, today: CalendarDate): Reason | undefined {
  if (removalDate <= today) return notAhead
  return removalDate > endOfTerm(today, longestTermMonths) ? beyondLaw : undefined
}

export const notAhead: Reason = {
  code: 'removal-date-not-ahead',
  detail: 'De verwijderdatum ligt niet in de toekomst.',
}

export const beyondConvenant: Reason = {
  code: 'removal-date-beyond-term',
  detail: 'Het convenant staat een minder lange termijn toe.',
}

const beyondLaw: Reason = {
  code: 'removal-date-beyond-term',
  detail: 'Een signaal staat ten hoogste twee jaar.',
}
