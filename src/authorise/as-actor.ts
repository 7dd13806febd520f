import { sql } from 'drizzle-orm'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { type Action, authorise } from './actions.ts'
import { type Hold, readActor } from './actor.ts'
import type { Change } from './changes.ts'
import type { ServiceContext, StoryContext, Subject } from './context.ts'

type Service = Pick<ServiceContext, 'database' | 'clock'>

type Story<T> = (context: StoryContext) => Promise<T>

/**
 * Runs a story that looks as the actor whom the token names: the actor is read and authorised in the snapshot in which the story reads
 * what they see, so it holds nobody, however long it takes (R1).
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export function asReader<T>(service: Service, subject: Subject, action: Action, story: Story<T>): Promise<T> {
  return run(service, subject, action, 'nothing', story)
}

/**
 * The same for a story that does something for the actor: their own right is held still until it is done, so that none outlives its
 * end (R1).
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export function asActor<T>(service: Service, subject: Subject, action: Action, story: Story<T>): Promise<T> {
  return run(service, subject, action, 'own-right', story)
}

/**
 * The same for a story that changes who is connected. It says first what it changes and whose right may end by it, as it stands before.
 * An actor who may not is refused then, and stops nobody; whether they still may is decided again in the change itself.
 * @throws DomainError `not-permitted` alike for every reason; `service-unavailable`
 */
export async function asChangingActor<T>(
  service: Service,
  subject: Subject,
  action: Action,
  changes: (context: StoryContext) => Change | Promise<Change>,
  story: Story<T>,
): Promise<T> {
  const change = await asReader(service, subject, action, async (context) => changes(context))
  return run(service, subject, action, change, story)
}

async function run<T>(
  service: Service,
  subject: Subject,
  action: Action,
  hold: Hold,
  story: Story<T>,
): Promise<T> {
  const { database } = service
  const now = service.clock()
  const today = dateInAmsterdam(now)
  const oneSnapshot = hold === 'nothing' ? { isolationLevel: 'repeatable read' as const } : undefined
  const work = () =>
    database.orm.transaction(async (tx) => {
      const actor = authorise(await readActor(tx, subject, today, hold), action)
      return story({ tx, actor, now, today })
    }, oneSnapshot)
  try {
    return await database.runGivingWay(work)
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
