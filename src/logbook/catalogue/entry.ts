import type { logbook } from '../../../db/tables/logbook.ts'
import type { Ground } from '../../ground/law.ts'
import type { ActivityName } from '../activities.ts'

/** A field of a line, besides the instant and the event, which every line has, and the ground, which any line may have. */
export type LineField = Exclude<
  keyof typeof logbook.$inferInsert,
  'id' | 'transactionId' | 'occurredAt' | 'event' | 'ground'
>

/** All that there is to say of one event of the logbook. */
export type EventEntry = {
  /** The processing activity that the event is part of. */
  readonly activity: ActivityName
  /** The articles that a line may cite, and no others; the usual one first. None where the index itself acts. */
  readonly grounds: readonly Ground[]
  /** Fields that a line must have. A young person is never one of them, since the tie to them is forgotten when they are destroyed. */
  readonly must: readonly LineField[]
  /** Fields that a line may have besides. */
  readonly may: readonly LineField[]
  /** What was done, as NEN 7513 knows it. */
  readonly action: 'create' | 'read' | 'update' | 'delete' | 'execute'
  /** Whether the actor did what they asked for, was refused it, or asked for nothing and was told. */
  readonly outcome: 'done' | 'refused' | 'told'
  /** What happened, as people read it (R5, R20). */
  readonly dutch: string
} & (Look | NoLook)

/** Somebody was shown something of a young person, so the answer to a request for access tells of it (R20, R21, GDPR 15). */
interface Look {
  readonly look: {
    /** By what the look concerns a municipality (`db/functions/rights/looks_shown.sql`). */
    readonly at: LookAt
    /** What was shown, as the answer puts it: “de match: wie er betrokken zijn”. */
    readonly words: string
    /**
     * `once a day`: the same look again on a day (Europe/Amsterdam) is no new line, unless something changed about the young person
     * since. `each time`: it is an act as well, or budgets bound it (`db/functions/logbook/one_look_a_day.sql`).
     */
    readonly logged: 'each time' | 'once a day'
  }
  readonly noLook?: never
}

/** The event is no look at a young person. */
interface NoLook {
  /** Why not, in words for who reads the catalogue. */
  readonly noLook: string
  readonly look?: never
}

/**
 * `signal`: the signal of the line. `match`: the match of the line, or the match that the registered signal came to.
 * `signal_or_match`: either of the two. `request`: the municipality of the request. `birth_dates`: birth dates that differ.
 */
export type LookAt = 'signal' | 'match' | 'signal_or_match' | 'request' | 'birth_dates'

/** Entries of some events, by their names. */
export type Entries = Readonly<Record<string, EventEntry>>

export const who = ['actorId', 'organisationId'] as const
export const place = ['organisationId', 'municipalityCode', 'convenantId', 'partnerId'] as const
export const run = ['actorId', 'reason', 'day', 'count', 'digest'] as const
export const certificate = [
  ...run,
  ...(['organisationId', 'municipalityCode', 'convenantId', 'requestId'] as const),
] as const
export const concerning = [
  ...certificate,
  ...(['youngPersonId', 'signalId', 'matchId', 'notificationId', 'accountId'] as const),
] as const

export const nothingShown = 'who did it was shown nothing of a young person'
export const byItself = 'the index itself did it, and showed it to nobody'
export const standsByItself =
  'it stands in the answer by itself: who was told what, when, and whether they opened it'
export const connected = 'it is about who is connected, and about no young person'
export const figures = 'what was shown are figures, of nobody by name or number'
