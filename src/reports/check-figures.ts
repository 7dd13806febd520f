import { type CalendarDate, quarterAfter } from '../ground/calendar.ts'
import type { Fault, Reason } from '../ground/errors.ts'

/** So many quarters at most in one answer. */
export const mostQuarters = 12

interface Period {
  /** The first days of the first and the last quarter. */
  readonly fromQuarter: CalendarDate
  readonly untilQuarter: CalendarDate
}

/** What figures are of, and by what they are told apart. */
interface Distinction {
  readonly measure: 'signals' | 'matches'
  readonly kinds?: readonly string[] | undefined
  readonly groupBy: readonly string[]
}

/** Everything that speaks against figures as they are asked for, at once: the period, and that only matches have a kind (R22). */
export function findFigureFaults({ fromQuarter, untilQuarter, ...asked }: Period & Distinction): Fault[] {
  return [
    ...faultsOf('untilQuarter', reasonAgainstPeriod(fromQuarter, untilQuarter)),
    ...findKindFaults(asked),
  ]
}

/** A period of quarters, by the first days of its first and its last. */
export function reasonAgainstPeriod(from: CalendarDate, until: CalendarDate): Reason | undefined {
  if (from > until) return { code: 'quarter-order', detail: 'Dit kwartaal ligt vóór het eerste.' }
  let first = from
  for (let n = 0; n < mostQuarters; n++) first = quarterAfter(first)
  return until < first
    ? undefined
    : { code: 'too-many-quarters', detail: `Dit zijn meer dan ${mostQuarters} kwartalen.` }
}

/** Matches have a kind, and signals none. */
export function findKindFaults({ measure, kinds, groupBy }: Distinction): Fault[] {
  if (measure === 'matches') return []
  return [
    ...faultsOf('kind', kinds ? withoutKind : undefined),
    ...faultsOf('groupBy', groupBy.includes('kind') ? withoutKind : undefined),
  ]
}

const withoutKind: Reason = {
  code: 'no-kind',
  detail: 'Signalen hebben geen soort; dat hebben matches.',
}

function faultsOf(name: string, reason: Reason | undefined): Fault[] {
  return reason ? [{ in: 'query', name, ...reason }] : []
}
