import { sql } from 'drizzle-orm'
import { asChangingActor } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { bodyFault, type Fault, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { enqueueNotification } from '../outbox/enqueue.ts'
import { findProfessional, type OrganisationRole, readProfessionals } from './professionals.ts'

/** What became of the signals of somebody. */
export interface HandledSignals {
  /** Signals that go on as the colleague's. */
  readonly handedOver: number
  /** Signals that ended: as the coordinator chose, or since the colleague had one on the same young person already. */
  readonly ended: number
  /** How many notifications that made: to the colleague, and to the others in the matches. */
  readonly notified: number
}

export interface HandOver {
  readonly toProfessionalId: string
  /** Which signals; all of them where nothing is said. */
  readonly signalIds?: readonly string[] | undefined
}

/**
 * Hands signals of one of the organisation's people over to a colleague, with the matches they are in; the others in those
 * are told whom to reach from now on (R3, R15, R17; `db/functions/ending/hand_over_signals.sql`).
 * @throws DomainError `not-found`; `invalid-request` where there is no such colleague or signal; `not-permitted`,
 *   `service-unavailable`
 */
export async function handOverSignals(
  service: ServiceContext,
  subject: Subject,
  professionalId: string,
  { toProfessionalId, signalIds }: HandOver,
): Promise<HandledSignals> {
  const changes = ({ actor }: StoryContext) => peopleOf(actor.organisationId, [professionalId])
  const handled = await asChangingActor(service, subject, 'hand-over-signals', changes, async (context) => {
    await findProfessional(context, professionalId)
    refuseFaults(await unfitColleague(context, '/toProfessionalId', toProfessionalId, professionalId))
    if (signalIds) await refuseUnknownSignals(context, professionalId, signalIds)
    const done = await handOver(context, professionalId, toProfessionalId, signalIds)
    if (done.handedOver + done.ended > 0) await tellOfTakingOver(context, professionalId, 'professional')
    return done
  })
  if (handled.handedOver + handled.ended > 0) service.wake()
  return handled
}

/** Tells somebody that a coordinator gave work of theirs to a colleague: nobody loses it unseen (R3). What they do themself they know. */
export async function tellOfTakingOver(
  { tx, actor, now }: StoryContext,
  recipientId: string,
  recipientRole: OrganisationRole,
): Promise<void> {
  if (recipientId === actor.id) return
  const told = {
    event: 'taken_over_by_colleague',
    recipientId,
    recipientRole,
    ground: grounds.coordination,
  } as const
  await enqueueNotification(tx, told, now)
}

/** Hands over, in the transaction of a story that has checked to whom. */
export async function handOver(
  { tx, now }: StoryContext,
  from: string,
  to: string,
  signalIds?: readonly string[],
): Promise<HandledSignals> {
  const [done] = await tx.execute<{ handed_over: number; ended: number; notified: number }>(sql`
    select * from hand_over_signals(
      ${from}, ${to}, ${signalIds ? sql.param(signalIds) : null}::uuid[], ${now.toISOString()})`)
  return { handedOver: done?.handed_over ?? 0, ended: done?.ended ?? 0, notified: done?.notified ?? 0 }
}

const byAnother = 'U kunt dit niet aan uzelf geven. Vraag het een andere coördinator van uw organisatie.'

/**
 * A colleague takes signals over, or stands in, only where they can see them: a professional of the same organisation today,
 * who has logged in. Where they may register is no matter: the organisation may in the same places (R1, R3). The coordinator
 * who gives it is no such colleague: nobody reaches for the number of a colleague's young person by their own hand.
 * @returns the fault, alike for somebody of another organisation and for nobody; none where they are fit
 */
export async function unfitColleague(
  context: StoryContext,
  field: string,
  id: string,
  except: string,
): Promise<Fault[]> {
  const [colleague] = await readProfessionals(context, { id, limit: 1 })
  if (id !== except && colleague?.roles.includes('professional') && colleague.hasLogin)
    return id === context.actor.id ? [bodyFault(field, 'oneself', byAnother)] : []
  const detail = 'Dit is geen andere professional van uw organisatie die al heeft ingelogd.'
  return [bodyFault(field, 'no-such-colleague', detail)]
}

async function refuseUnknownSignals(
  { tx }: StoryContext,
  professionalId: string,
  signalIds: readonly string[],
): Promise<void> {
  const rows = await tx.execute<{ id: string }>(
    sql`select id from signals_of_colleague(${professionalId}, null, null)`,
  )
  const known = new Set(rows.map(({ id }) => id))
  refuseFaults(
    signalIds.flatMap((id, position) =>
      known.has(id)
        ? []
        : [
            bodyFault(
              `/signalIds/${position}`,
              'no-such-signal',
              'Dit is geen actief signaal van deze professional.',
            ),
          ],
    ),
  )
}
