import type { CalendarDate } from '../ground/calendar.ts'
import type { PossibleDays } from '../identity/birth-date.ts'
import type { Addressee } from './addressee.ts'
import type { Contact, Municipality, Person } from './people.ts'

/**
 * What the letter says that a professional hands over after registering (R21, GDPR 14). It names no young person, and has no place
 * for a number or a reason.
 */
export interface RegistrationLetter {
  readonly addressee: Addressee
  /** The day on which the letter is handed over. */
  readonly date: CalendarDate
  readonly professional: Person & Contact
  /** The controller, under whose agreements the signal falls. */
  readonly municipality: Municipality
  readonly registeredAt: Date
  /** Whether a colleague registered it, from whom the professional took it over (R3): then the letter does not say that they did. */
  readonly takenOver: boolean
  readonly removalDate: CalendarDate
  /** On which days the 23rd birthday may be by the birth date that this registration stated (R8), and no other; null where that was not kept. */
  readonly birthdays23: PossibleDays | null
}
