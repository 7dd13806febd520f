import { getTableColumns } from 'drizzle-orm'
import { type LogbookEvent, logbook } from '../../db/tables/logbook.ts'
import { ofConnecting } from './catalogue/connecting.ts'
import type { EventEntry, LineField } from './catalogue/entry.ts'
import { ofKeys } from './catalogue/keys.ts'
import { ofLogbook } from './catalogue/logbook.ts'
import { ofLooking } from './catalogue/looking.ts'
import { ofPeople } from './catalogue/people.ts'
import { ofRequests } from './catalogue/requests.ts'
import { ofRetention } from './catalogue/retention.ts'
import { ofSignals } from './catalogue/signals.ts'
import { ofTelling } from './catalogue/telling.ts'

/**
 * The closed catalogue of what the logbook tells (R20): one entry for each event, in a file for each subject. `npm run catalogue`
 * makes from it what the database, the OpenAPI document and the documents need. Lines that are there stay, and two versions of
 * the service may write side by side: the catalogue may grow wider, never narrower.
 */
const entries = {
  ...ofSignals,
  ...ofTelling,
  ...ofLooking,
  ...ofConnecting,
  ...ofPeople,
  ...ofRetention,
  ...ofRequests,
  ...ofLogbook,
  ...ofKeys,
}

export const catalogue: Readonly<Record<LogbookEvent, EventEntry>> = entries

type EventName = keyof typeof entries

/** An event that is a look at what the index knows of one young person (R20, R21, GDPR 15). */
export type Look = {
  [Event in EventName]: (typeof entries)[Event] extends { look: object } ? Event : never
}[EventName]

/**
 * What the catalogue says of an event, also of one that was read from the database.
 * @throws Error where it says nothing: a newer version of the service has written the line
 */
export function entryOf(event: string): EventEntry {
  const entry = Object.hasOwn(catalogue, event) ? catalogue[event as LogbookEvent] : undefined
  if (!entry) throw new Error(`this version of the service does not know the logbook event ${event}`)
  return entry
}

/** The looks, all of them. */
export const looks = (Object.keys(catalogue) as LogbookEvent[]).filter(
  (event): event is Look => catalogue[event].look !== undefined,
)

/**
 * What somebody was shown by a look, as an answer to a request for access puts it (R21).
 * @throws Error where the event is no look, or is not known
 */
export function lookWords(event: string): string {
  const { look } = entryOf(event)
  if (!look) throw new Error(`the logbook event ${event} is no look at a young person`)
  return look.words
}

const always = new Set(['id', 'transactionId', 'occurredAt', 'event', 'ground'])

/** Every field that a line of some event may have. */
export const lineFields = Object.keys(getTableColumns(logbook)).filter(
  (name) => !always.has(name),
) as LineField[]

/** The fields that lines of an event may have. */
export function fieldsOf(event: LogbookEvent): ReadonlySet<LineField> {
  const { must, may } = catalogue[event]
  return new Set([...must, ...may])
}
