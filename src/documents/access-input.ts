import type { CalendarDate } from '../ground/calendar.ts'
import type { Domain, Ground } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'
import type { Look } from '../logbook/catalogue.ts'
import type { KindInAccess } from '../outbox/kinds.ts'
import type { Addressee } from './addressee.ts'
import type { Municipality, Person } from './people.ts'

/**
 * All that an answer to a request for access rests on (R21, GDPR 15, Jw 7.1.5). It has no place for another young person, nor for a
 * reason: everybody who is in it registered, received or saw something about this one.
 */
export interface AccessDocument {
  readonly addressee: Addressee
  /** The controller, of whose signals this speaks (Jw 7.1.2.2 lid 3). */
  readonly municipality: Municipality
  /** When it was made; the calendar date follows from it. */
  readonly madeAt: Date
  readonly request: {
    readonly reference: string
    readonly receivedDate: CalendarDate
    /** The last day on which an answer is in time, extension included. */
    readonly answerByDate: CalendarDate
  }
  /** The last three digits of the number, so that it is clear about whom this is; null where nobody is registered. */
  readonly bsnEnding: string | null
  /** On which days the 23rd birthday may be (R8), as registrations under the municipality state it; null where nobody is registered. */
  readonly birthdays23: PossibleDays | null
  readonly signals: readonly AccessSignal[]
  readonly archivedSignals: readonly AccessArchivedSignal[]
  /** Those on matches of this young person; never those of a family match to somebody who knows another young person only. */
  readonly notifications: readonly AccessNotification[]
  readonly looks: readonly AccessLook[]
}

/** A signal and what became of it, as the logbook tells, whether it is active or archived. */
interface SignalWithHistory {
  /** Whose it is, or was when it ended. */
  readonly professional: Person
  readonly domain: Domain
  readonly registeredAt: Date
  /** Who registered it; null where the logbook does not tell. */
  readonly registeredBy: Person | null
  /** Every colleague who took it over, the first one first (R3). */
  readonly handOvers: readonly { readonly to: Person; readonly at: Date }[]
  /** Every renewal, the oldest first (R12). */
  readonly renewedAt: readonly Date[]
}

export interface AccessSignal extends SignalWithHistory {
  readonly removalDate: CalendarDate
}

export interface AccessArchivedSignal extends SignalWithHistory {
  readonly endedDate: CalendarDate
  readonly ended: 'risk_gone' | 'lapsed'
  /** The day on which it leaves the archive (R13). */
  readonly archivedUntilDate: CalendarDate
}

export interface AccessNotification {
  readonly event: KindInAccess
  readonly recipient: Person
  /** The absent colleague for whom the recipient was told (R3). */
  readonly onBehalfOf: Person | null
  readonly madeAt: Date
  /** What became of the mail; `at` is when, and null as long as it waits. */
  readonly delivery: { readonly state: 'waiting' | 'delivered' | 'withheld'; readonly at: Date | null }
  readonly openedAt: Date | null
}

export interface AccessLook {
  /** Null where a system of the index itself looked. */
  readonly person: Person | null
  /** The first of that minute. */
  readonly at: Date
  /** How often in that minute. */
  readonly times: number
  readonly what: Look
  /** As the logbook cites it. */
  readonly ground: Ground | null
}

/** Whether there is anything about the young person at all. */
export function isRegistered({ signals, archivedSignals, notifications }: AccessDocument): boolean {
  return signals.length + archivedSignals.length + notifications.length > 0
}
