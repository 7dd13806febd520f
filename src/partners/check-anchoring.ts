import type { CalendarDate } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { type Fault, faultsAt } from '../ground/errors.ts'
import { reasonAgainstLongNumberIn } from '../identity/check-text.ts'

/** What is wrong with how an agreement is anchored, at once (R4, R7). */
export function findAnchoringFaults({
  anchorReference,
  anchorUntilDate,
}: {
  readonly anchorReference: string | null
  readonly anchorUntilDate: CalendarDate | null
}): Fault[] {
  return [
    ...faultsAt('/anchorReference', reasonAgainstLongNumberIn(anchorReference ?? '')),
    ...(anchorUntilDate === null ? [] : faultsAt('/anchorUntilDate', reasonAgainstDay(anchorUntilDate))),
  ]
}
