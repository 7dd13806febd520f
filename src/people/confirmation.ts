import { dateInAmsterdam } from '../ground/calendar.ts'

/**
 * Contact details are confirmed twice a year (R3). The terms are practice, not law: the law asks that the details be right,
 * and says nothing about how.
 */
const askEveryWeeks = 26

/** How long somebody has to confirm before it shows (days). */
const confirmWithinDays = 30

const dayMs = 24 * 3_600_000

/** When the details of a person were last confirmed to be right, and last asked about. */
export interface Confirmation {
  readonly confirmedAt: Date | null
  readonly askedAt: Date | null
}

/** Somebody who was last asked, or confirmed, at this instant or earlier is to be asked now. */
export function askedBefore(now: Date): Date {
  return new Date(now.getTime() - askEveryWeeks * 7 * dayMs)
}

/** Whether somebody was asked to confirm and did not, in the time there is for it. */
export function isConfirmationDue({ confirmedAt, askedAt }: Confirmation, now: Date): boolean {
  if (askedAt === null || (confirmedAt !== null && confirmedAt >= askedAt)) return false
  return askedAt.getTime() + confirmWithinDays * dayMs <= now.getTime()
}

/** How a confirmation is shown. */
export function shownConfirmation(confirmation: Confirmation, now: Date) {
  return {
    detailsConfirmedDate: confirmation.confirmedAt && dateInAmsterdam(confirmation.confirmedAt),
    confirmationDue: isConfirmationDue(confirmation, now),
  }
}
