import { type CalendarDate, endOfTerm } from '../ground/calendar.ts'
import { archiveYears } from '../ground/law.ts'

/** All that has happened to a signal, as far as its term goes. */
export interface SignalEvents {
  /** The 23rd birthday of the young person (R8). */
  readonly destructionDate: CalendarDate
  /** Registering and every renewal, in their order: on which day, and the removal date that it set (R11, R12). */
  readonly terms: readonly [SignalTerm, ...SignalTerm[]]
  /** The end by the professional (R10), or by handing over to a colleague who had one already (R3). */
  readonly ended?: { readonly date: CalendarDate; readonly reason: 'unfounded' | 'risk_gone' | 'handed_over' }
  /** What ends everything about the young person (R11): death, or a granted erasure or objection. */
  readonly destroyed?: { readonly date: CalendarDate; readonly reason: 'death' | 'erasure' | 'objection' }
}

export interface SignalTerm {
  readonly date: CalendarDate
  readonly removalDate: CalendarDate
}

/** Where a signal stands on a day, and from which day on it has. */
export type SignalState =
  | { readonly state: 'active'; readonly until: CalendarDate }
  | {
      readonly state: 'archived'
      readonly since: CalendarDate
      readonly reason: 'risk_gone' | 'lapsed'
      readonly until: CalendarDate
    }
  | { readonly state: 'destroyed'; readonly since: CalendarDate; readonly reason: DestructionReason }

export type DestructionReason =
  | 'unfounded'
  | 'handed_over'
  | 'archive_ended'
  | 'turned_23'
  | 'death'
  | 'erasure'
  | 'objection'

/**
 * The clock of the law (R8, R11 to R13; Jw 7.1.4.5, 7.1.4.6): where a signal stands on a calendar date in Europe/Amsterdam. What
 * happens on a day holds from the beginning of that day. All daily work follows from this function.
 */
export function signalState(events: SignalEvents, today: CalendarDate): SignalState {
  const end = endOfSignal(events)
  const [wholly, own] = [destructionOfPerson(events), destructionOfSignal(end)]
  const { since, reason } = own.since < wholly.since ? own : wholly

  if (since <= today) return { state: 'destroyed', since, reason }
  if (today < end.date) return { state: 'active', until: earliest(end.date, since) }
  return {
    state: 'archived',
    since: end.date,
    reason: end.reason === 'risk_gone' ? 'risk_gone' : 'lapsed',
    until: since,
  }
}

/**
 * The day on which a signal that ended on a date leaves the archive (R13): five years on, and never a day longer, so that
 * 29 February becomes 28 February.
 */
export function archivedUntil(endedDate: CalendarDate): CalendarDate {
  return endOfTerm(endedDate, archiveYears * 12)
}

/** The first of what destroys everything about the young person, whatever the signal's own state. */
function destructionOfPerson({ destructionDate, destroyed }: SignalEvents) {
  return destroyed !== undefined && destroyed.date <= destructionDate
    ? { since: destroyed.date, reason: destroyed.reason }
    : { since: destructionDate, reason: 'turned_23' as const }
}

/** What destroys a signal by itself (R13): the end of its archive, or an end that does not lead there. */
function destructionOfSignal({ date, reason }: ReturnType<typeof endOfSignal>) {
  return reason === 'unfounded' || reason === 'handed_over'
    ? { since: date, reason }
    : { since: archivedUntil(date), reason: 'archive_ended' as const }
}

/** How the signal itself ends: as the professional said, unless it had lapsed before that. */
function endOfSignal({ terms, ended }: SignalEvents) {
  const last = terms.at(-1) ?? terms[0]
  return ended !== undefined && ended.date < last.removalDate
    ? { date: ended.date, reason: ended.reason }
    : { date: last.removalDate, reason: 'lapsed' as const }
}

function earliest(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a < b ? a : b
}
