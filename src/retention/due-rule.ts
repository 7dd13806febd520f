import type { CalendarDate } from '../ground/calendar.ts'
import { type SignalEvents, signalState } from './signal-state.ts'

/** The rules of the daily work, in the order in which they are carried out: whoever turned 23 leaves no archive behind. */
export const dailyRules = ['turned_23', 'lapsed', 'archive_ended'] as const
export type DailyRule = (typeof dailyRules)[number]

/** A signal as the database still has it, active or archived; or a young person, by whatever signal of theirs. */
export interface Candidate {
  readonly id: string
  readonly youngPersonId: string
  readonly isArchived: boolean
  readonly events: SignalEvents
}

/**
 * Which rule is to be carried out on something on a day, by the clock of the law alone (R8, R11, R13). A signal that lapsed
 * so long ago that its archive has ended too goes there first, and from there the same day.
 */
export function dueRule({ events, isArchived }: Candidate, today: CalendarDate): DailyRule | undefined {
  const now = signalState(events, today)
  if (now.state === 'active') return undefined
  if (now.state === 'destroyed' && now.reason === 'turned_23') return 'turned_23'
  if (!isArchived) return 'lapsed'
  return now.state === 'destroyed' ? 'archive_ended' : undefined
}
