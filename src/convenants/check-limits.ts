import { type Fault, faultsAt, type Reason } from '../ground/errors.ts'
import { convenantLimits } from '../ground/law.ts'

const { longestTermMonths, smallCountThreshold, tacitRenewalMonths, lapseReminderDays } = convenantLimits

/** What a convenant sets, as far as the law has limits for it. */
interface LimitedTerms {
  readonly longestTermMonths: number
  readonly smallCountThreshold: number
  readonly tacitRenewalMonths: number | null
  readonly lapseReminderDays: readonly number[]
}

/** What a convenant sets lies within what the law lets it set (R4, R11, R12, R22). */
export function findLimitFaults(terms: LimitedTerms): Fault[] {
  const { tacitRenewalMonths: renewal } = terms
  return [
    ...faultsAt('/longestTermMonths', reasonOutside(longestTermMonths, terms.longestTermMonths)),
    ...faultsAt('/smallCountThreshold', reasonOutside(smallCountThreshold, terms.smallCountThreshold)),
    ...(renewal === null ? [] : faultsAt('/tacitRenewalMonths', reasonOutside(tacitRenewalMonths, renewal))),
    ...faultsAt('/lapseReminderDays', reasonAgainstReminders(terms.lapseReminderDays)),
    ...terms.lapseReminderDays.flatMap((days, position) =>
      faultsAt(`/lapseReminderDays/${position}`, reasonOutside(lapseReminderDays, days)),
    ),
  ]
}

/** R12: a professional is asked at least once before a signal lapses, and not twice on one day. */
export function reasonAgainstReminders(days: readonly number[]): Reason | undefined {
  if (days.length === 0)
    return { code: 'too-small', detail: 'Noem ten minste een dag waarop naar een signaal wordt gevraagd.' }
  if (days.length > lapseReminderDays.times)
    return {
      code: 'too-big',
      detail: `Naar een signaal wordt ten hoogste ${lapseReminderDays.times} keer gevraagd.`,
    }
  if (new Set(days).size < days.length)
    return { code: 'invalid', detail: 'Deze lijst noemt een dag twee keer.' }
  return undefined
}

function reasonOutside(
  { least, most }: { readonly least: number; readonly most: number },
  value: number,
): Reason | undefined {
  if (!Number.isInteger(value)) return { code: 'invalid-type', detail: 'Dit is geen geheel getal.' }
  if (value < least) return { code: 'too-small', detail: `Dit is ten minste ${least}.` }
  return value > most ? { code: 'too-big', detail: `Dit is ten hoogste ${most}.` } : undefined
}
