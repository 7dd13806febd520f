import { type CalendarDate, dayBefore } from '../ground/calendar.ts'
import { bodyFault, type Fault } from '../ground/errors.ts'
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

/** What is wrong with the dates of a convenant among themselves, all at once (R4). */
export function findTermFaults(terms: ConvenantTerms, today: CalendarDate): Fault[] {
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
