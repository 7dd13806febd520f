import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { type Clock, dateInAmsterdam } from '../calendar.ts'
import { type Action, authorise } from './actions.ts'
import { type Actor, readActor } from './actor.ts'

/** What a story needs that reads on behalf of somebody. */
export interface Reading {
  readonly tx: Transaction
  readonly actor: Actor
  readonly now: Date
  readonly today: string
}

/**
 * Runs a story as whoever the token names: in one transaction the connections are held still, the actor is read and
 * authorised, and the story done, so that no right outlives its end (R1).
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export async function asActor<T>(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  subject: { readonly iss: string; readonly sub: string },
  action: Action,
  story: (reading: Reading) => Promise<T>,
): Promise<T> {
  const now = clock()
  const today = dateInAmsterdam(now)
  return database.run(() =>
    database.orm.transaction(async (tx) => {
      await tx.execute(sql`select functions.hold_connections_still()`)
      const actor = authorise(await readActor(tx, subject, today), action)
      return story({ tx, actor, now, today })
    }),
  )
}
