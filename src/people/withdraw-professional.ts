import { sql } from 'drizzle-orm'
import { asChangingActor } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { bodyFault, DomainError, faultsAt, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { reasonAgainstWithdrawal } from './check-withdrawal.ts'
import { type HandledSignals, handOver, unfitColleague } from './hand-over.ts'
import { findProfessional, type Professional } from './professionals.ts'

/** What is to become of the signals of somebody who leaves: one of the two, unless they have none. */
export interface Withdrawal {
  readonly handOverToId?: string | undefined
  readonly endReason?: 'unfounded' | 'risk_gone' | undefined
}

/**
 * Withdraws one of the people of the organisation: what they have in hand is handed over or ended, and then their roles end,
 * at once, and their login is untied, so that another organisation can invite them (R1, R3, R10). All of it or nothing, so
 * that no signal is left without an owner.
 * @throws DomainError `not-found`, also where they were withdrawn already; `invalid-request` where it is not said what is to
 *   become of their signals; `last-coordinator`; `not-permitted`, `service-unavailable`
 */
export async function withdrawProfessional(
  service: ServiceContext,
  subject: Subject,
  id: string,
  withdrawal: Withdrawal,
): Promise<HandledSignals> {
  const changes = ({ actor }: StoryContext) => peopleOf(actor.organisationId, [id])
  const handled = await asChangingActor(
    service,
    subject,
    'withdraw-professional',
    changes,
    async (context) => {
      const leaver = await findProfessional(context, id)
      refuseFaults(faultsAt('', reasonAgainstWithdrawal(withdrawal)))
      await refuseLastCoordinator(context, leaver)
      if (withdrawal.handOverToId !== undefined)
        refuseFaults(await unfitColleague(context, '/handOverToId', withdrawal.handOverToId, id))
      await endAbsences(context, id)
      const done = await handleSignals(context, id, withdrawal)
      await endRoles(context, id)
      await withdrawInvitation(context, id)
      await untieLogin(context, id)
      return done
    },
  )
  if (handled.notified > 0) service.wake()
  return handled
}

async function handleSignals(
  context: StoryContext,
  id: string,
  { handOverToId, endReason }: Withdrawal,
): Promise<HandledSignals> {
  const { tx, now } = context
  if (handOverToId !== undefined) return handOver(context, id, handOverToId)
  if (endReason === undefined) {
    const left = await tx.execute(sql`select from signals_of_colleague(${id}, null, 1)`)
    refuseFaults(
      left.map(() =>
        bodyFault(
          '',
          'signals-remain',
          'Er zijn nog actieve signalen: noem een collega die ze overneemt, of de reden waarom ze eindigen.',
        ),
      ),
    )
  }
  // Also where none is active: what has lapsed and was not ended yet is not left behind with somebody who is gone.
  const [row] = await tx.execute<{ ended: number; notified: number }>(sql`
    select * from end_signals_of(${id}, ${endReason ?? 'risk_gone'}, ${now.toISOString()})`)
  return { handedOver: 0, ended: row?.ended ?? 0, notified: row?.notified ?? 0 }
}

/**
 * While an organisation takes part it has a coordinator who can log in: without one nobody could keep its people right, nor
 * hand over what the others have in hand (R3). Once every partnership has ended, the last one may go.
 */
async function refuseLastCoordinator(
  { tx, actor, today }: StoryContext,
  leaver: Professional,
): Promise<void> {
  if (!leaver.roles.includes('coordinator')) return
  const [row] = await tx.execute<{ last: boolean }>(sql`
    select exists (select from partner p where p.organisation_id = ${actor.organisationId} and p.state <> 'ended')
       and not exists (
         select from account a join roles_on(${today}) r on r.account_id = a.id and r.role = 'coordinator'
          where a.organisation_id = ${actor.organisationId} and a.id <> ${leaver.id} and a.issuer is not null) as last`)
  if (row?.last) throw new DomainError('last-coordinator')
}

async function endRoles({ tx, actor, now, today }: StoryContext, accountId: string): Promise<void> {
  const ended = await tx.execute(sql`
    update role_assignment set until_date = ${today}
     where account_id = ${accountId} and role in ('professional', 'coordinator')
       and is_held_or_to_come(from_date, until_date, ${today})
    returning id`)
  await writeLogbook(
    tx,
    ...ended.map(() => ({ ...lineOf({ actor, now }, accountId), event: 'role_ended' as const })),
  )
}

/** Absences of theirs, and those in which they would have stood in for a colleague. */
async function endAbsences({ tx, actor, now, today }: StoryContext, accountId: string): Promise<void> {
  const ended = await tx.execute<{ professional_id: string }>(sql`
    update absence set until_date = greatest(from_date, ${today}::date)
     where (professional_id = ${accountId} or deputy_id = ${accountId}) and is_held_or_to_come(from_date, until_date, ${today})
    returning professional_id`)
  await writeLogbook(
    tx,
    ...ended.map((row) => ({
      ...lineOf({ actor, now }, row.professional_id),
      event: 'absence_ended' as const,
    })),
  )
}

async function withdrawInvitation({ tx, now }: StoryContext, accountId: string): Promise<void> {
  await tx.execute(sql`
    update invitation set withdrawn_at = ${now.toISOString()}
     where account_id = ${accountId} and accepted_at is null and withdrawn_at is null`)
}

/** Somebody who holds a role elsewhere as well, in a municipality, keeps their login for it. */
async function untieLogin({ tx, actor, now, today }: StoryContext, accountId: string): Promise<void> {
  await tx.execute(sql`
    update account set issuer = null, subject = null, withdrawn_at = ${now.toISOString()}
     where id = ${accountId}
       and not exists (select from role_assignment r
                        where r.account_id = ${accountId} and is_held_or_to_come(r.from_date, r.until_date, ${today}))`)
  await writeLogbook(tx, { ...lineOf({ actor, now }, accountId), event: 'account_withdrawn' })
}

function lineOf({ actor, now }: Pick<StoryContext, 'actor' | 'now'>, accountId: string) {
  return {
    occurredAt: now,
    ground: grounds.coordination,
    actorId: actor.id,
    organisationId: actor.organisationId,
    accountId,
  }
}
