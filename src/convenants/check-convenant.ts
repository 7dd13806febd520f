import { type CalendarDate, dayBefore } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { bodyFault, type Fault, faultsAt } from '../ground/errors.ts'
import { reasonAgainstLongNumberIn, reasonAgainstNumberIn } from '../identity/check-text.ts'
import { findLimitFaults } from './check-limits.ts'
import type { Convenant } from './own-convenants.ts'

/** What is agreed in a convenant, and until when. */
export type ConvenantTerms = Pick<
  Convenant,
  | 'title'
  | 'signedDate'
  | 'inForceFromDate'
  | 'inForceUntilDate'
  | 'tacitRenewalMonths'
  | 'documentReference'
  | 'longestTermMonths'
  | 'smallCountThreshold'
  | 'lapseReminderDays'
>

/** What is wrong with what a convenant sets, all at once: within the law, and its dates among themselves (R4, R7). */
export function findTermFaults(terms: ConvenantTerms, today: CalendarDate): Fault[] {
  return [...findFieldFaults(terms), ...findLimitFaults(terms), ...findDateFaults(terms, today)]
}

function findFieldFaults(terms: ConvenantTerms): Fault[] {
  const { title, documentReference, signedDate, inForceFromDate, inForceUntilDate } = terms
  return [
    ...faultsAt('/title', reasonAgainstLongNumberIn(title)),
    ...faultsAt('/documentReference', reasonAgainstNumberIn(documentReference ?? '')),
    ...faultsAt('/signedDate', reasonAgainstDay(signedDate)),
    ...faultsAt('/inForceFromDate', reasonAgainstDay(inForceFromDate)),
    ...(inForceUntilDate === null ? [] : faultsAt('/inForceUntilDate', reasonAgainstDay(inForceUntilDate))),
  ]
}

function findDateFaults(terms: ConvenantTerms, today: CalendarDate): Fault[] {
  const { signedDate, inForceFromDate, inForceUntilDate, tacitRenewalMonths } = terms
  const faults: Fault[] = []
  if (signedDate > today)
    faults.push(bodyFault('/signedDate', 'signed-in-future', 'Deze datum ligt in de toekomst.'))
  if (inForceFromDate < signedDate)
    faults.push(
      bodyFault('/inForceFromDate', 'before-signing', 'Een convenant werkt niet voordat het is getekend.'),
    )
  if (inForceUntilDate !== null && inForceUntilDate < inForceFromDate)
    faults.push(bodyFault('/inForceUntilDate', 'until-before-from', 'Het einde ligt voor het begin.'))
  if (inForceUntilDate === null && tacitRenewalMonths !== null)
    faults.push(
      bodyFault('/tacitRenewalMonths', 'renewal-without-end', 'Zonder einddatum valt er niets te verlengen.'),
    )
  return faults
}

/**
 * What is wrong with a change of a convenant: an end holds from the next day on, and not for days that have passed, since
 * somebody may have registered on them (R1).
 */
export function findChangeFaults(
  before: ConvenantTerms,
  after: ConvenantTerms,
  today: CalendarDate,
): Fault[] {
  const isEnding =
    before.inForceUntilDate !== after.inForceUntilDate ||
    before.tacitRenewalMonths !== after.tacitRenewalMonths
  const end = after.tacitRenewalMonths === null ? after.inForceUntilDate : null
  const endsInPast = isEnding && end !== null && end < dayBefore(today)
  return [
    ...findTermFaults(after, today),
    ...(endsInPast
      ? [
          bodyFault(
            '/inForceUntilDate',
            'ends-in-past',
            'Een convenant eindigt niet op een dag in het verleden.',
          ),
        ]
      : []),
  ]
}
