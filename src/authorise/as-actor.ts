import { type SQL, sql } from 'drizzle-orm'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { type Action, authorise } from './actions.ts'
import { readActor } from './actor.ts'
import type { ServiceContext, StoryContext, Subject } from './context.ts'

type Service = Pick<ServiceContext, 'database' | 'clock'>

type Story<T> = (context: StoryContext) => Promise<T>

/**
 * Runs a story as whoever the token names: in one transaction the connections are held still, the actor is read and
 * authorised, and the story done, so that no right outlives its end (R1).
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export function asActor<T>(service: Service, subject: Subject, action: Action, story: Story<T>): Promise<T> {
  return run(service, subject, action, sql`select hold_connections_still()`, story)
}

/**
 * The same for a story that changes who is connected: it holds the connections alone from its beginning, so that nobody
 * reads a right meanwhile and two such stories never wait for each other. Whoever may not is refused before, without
 * stopping everybody else for it; whether they still may is decided again by then.
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export async function asChangingActor<T>(
  service: Service,
  subject: Subject,
  action: Action,
  story: Story<T>,
): Promise<T> {
  await asActor(service, subject, action, async () => {})
  return run(service, subject, action, sql`select hold_connections_alone()`, story)
}

async function run<T>(
  service: Service,
  subject: Subject,
  action: Action,
  hold: SQL,
  story: Story<T>,
): Promise<T> {
  const now = service.clock()
  const today = dateInAmsterdam(now)
  try {
    return await service.database.run(() =>
      service.database.orm.transaction(async (tx) => {
        await tx.execute(hold)
        const actor = authorise(await readActor(tx, subject, today), action)
        return story({ tx, actor, now, today })
      }),
    )
  } catch (error) {
    if (error instanceof DomainError && worthKnowing.has(error.code))
      await recordRefusal(service, subject, now)
    throw error
  }
}

/**
 * Refusals that the logbook tells of: what one may not do, what is not there or not one's own, alike (R6), and the brake on looking by
 * asking.
 */
const worthKnowing: ReadonlySet<string> = new Set(['not-permitted', 'not-found', 'too-many-requests'])

/**
 * Tells in the logbook that somebody was refused (R20), and not of what, in a transaction of its own; at most once a minute for each account
 * (`db/functions/registration/record_refusal.sql`). A refusal stays one, also where that does not succeed.
 */
async function recordRefusal({ database }: Service, { iss, sub }: Subject, now: Date): Promise<void> {
  const record = sql`select record_refusal(${iss}, ${sub}, ${now.toISOString()}, ${dateInAmsterdam(now)})`
  await database.run(() => database.orm.execute(record)).catch(() => undefined)
}
