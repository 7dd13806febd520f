import type { NotificationEvent } from '../../db/tables/outbox.ts'
import type { KindEntry } from './kinds/entry.ts'
import { ofMatches } from './kinds/matches.ts'
import { ofPeople } from './kinds/people.ts'
import { ofSignals } from './kinds/signals.ts'

/**
 * What people are told of by the index: one entry for each kind of notification, in a file for each subject. `npm run catalogue`
 * makes from it what the database, the OpenAPI document and the documents need.
 */
const entries = { ...ofMatches, ...ofSignals, ...ofPeople }

export const kinds: Readonly<Record<NotificationEvent, KindEntry>> = entries

type KindName = keyof typeof entries

/** A kind of which the answer to a request for access tells (R21). */
export type KindInAccess = {
  [Name in KindName]: (typeof entries)[Name] extends { access: object } ? Name : never
}[KindName]

/**
 * What there is to say of a kind, also of one that was read from the database.
 * @throws Error where there is nothing: a newer version of the service has made the notification
 */
export function kindOf(name: string): KindEntry {
  const entry = Object.hasOwn(kinds, name) ? kinds[name as NotificationEvent] : undefined
  if (!entry) throw new Error(`this version of the service does not know the notification ${name}`)
  return entry
}

/** The kinds of which the answer to a request for access tells, all of them. */
export const kindsInAccess = (Object.keys(kinds) as NotificationEvent[]).filter(
  (name): name is KindInAccess => kinds[name].access !== undefined,
)

/**
 * What was told by a notification, as the answer to a request for access puts it (R21).
 * @throws Error where such an answer has nothing to do with it, or it is not known
 */
export function wordsInAccess(name: string): string {
  const { access } = kindOf(name)
  if (!access) throw new Error(`no answer to a request for access tells of the notification ${name}`)
  return access.words
}

/** The articles on which people are told something. */
export const groundsToTell = [...new Set(Object.values(kinds).map(({ ground }) => ground))]
