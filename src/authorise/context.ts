import type { Database, Transaction } from '../../db/driver/client.ts'
import type { CalendarDate, Clock } from '../ground/calendar.ts'
import type { Keys } from '../identity/keys.ts'
import type { OnUnreadable } from '../identity/seal.ts'
import type { Actor } from './actor.ts'

/** The person who asks, by the verified token: its issuer, and their name with that issuer. */
export interface Subject {
  readonly iss: string
  readonly sub: string
}

/** The parts of the service that a story works with. */
export interface ServiceContext {
  readonly database: Database
  readonly clock: Clock
  readonly keys: Keys
  /** Hears of every sealed number that does not open: the operator is to know, and the reader sees the rest. */
  readonly onUnreadable: OnUnreadable
  /** The name of the logbook, as in its checkpoints. */
  readonly logbookOrigin: string
  /** Has notifications that were just committed delivered now, before the next round of the worker. */
  readonly wake: () => void
}

/** One story under way: its transaction, the person it is done for, and the instant and calendar date of the request. */
export interface StoryContext {
  readonly tx: Transaction
  readonly actor: Actor
  readonly now: Date
  readonly today: CalendarDate
}
