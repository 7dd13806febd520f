import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { account, invitation, roleAssignment } from '../../db/tables/accounts.ts'
import { municipalitySuccession } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { type Change, together } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { bodyFault, DomainError, type Fault, faultsAt, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { changeOfOfficers, type Officer, readOfficers } from './officers.ts'
import { tellAdministrators } from './tell-administrators.ts'

/**
 * Ends the role of an officer from a day on, today or later; at once in effect, also for a token from before (R4). Who is left
 * without any role leaves: their login is freed and an open invitation withdrawn.
 * @throws DomainError `not-found`, `not-permitted`, `invalid-request`, `service-unavailable`
 */
export async function endOfficer(
  service: ServiceContext,
  subject: Subject,
  id: string,
  untilDate: CalendarDate,
): Promise<Officer> {
  const changes = (context: StoryContext) => changeByEnding(context, id)
  return asChangingActor(service, subject, 'end-officer', changes, async (context) => {
    const [found] = await readOfficers(context, { id, limit: 1 })
    if (!found) throw new DomainError('not-found')
    refuseFaults(await endingFaults(context, found, untilDate))
    const until = untilDate > found.fromDate ? untilDate : found.fromDate
    await context.tx.update(roleAssignment).set({ untilDate: until }).where(eq(roleAssignment.id, id))
    await endWhatWasCarried(context, found, untilDate)
    await log(context, 'role_ended', found)
    await tellAdministrators(context, found)
    await letGo(context, found)
    return { ...found, untilDate: until }
  })
}

async function changeByEnding(context: StoryContext, id: string): Promise<Change> {
  const [found] = await readOfficers(context, { id, limit: 1 })
  if (!found) throw new DomainError('not-found')
  const { accountId, municipalityCode } = found
  const own = { turns: [`account ${accountId}`], persons: [accountId] }
  return together(own, await changeOfOfficers(context, municipalityCode))
}

async function endingFaults(
  context: StoryContext,
  officer: Officer,
  untilDate: CalendarDate,
): Promise<Fault[]> {
  const noDay = reasonAgainstDay(untilDate)
  if (noDay) return faultsAt('/untilDate', noDay)
  if (untilDate < context.today)
    return [bodyFault('/untilDate', 'until-in-past', 'Deze datum ligt in het verleden.')]
  if (officer.untilDate !== null && officer.untilDate <= untilDate)
    return [bodyFault('/untilDate', 'ends-already', 'De rol eindigt al, op deze dag of eerder.')]
  if (officer.role === 'functional_administrator' && (await isLast(context.tx, officer, untilDate)))
    return [
      bodyFault('/untilDate', 'last-functional-administrator', 'Er moet een functioneel beheerder blijven.'),
    ]
  return []
}

/** Whether nobody else who can log in would be functional administrator from then on. */
async function isLast(tx: Transaction, { id, accountId }: Officer, untilDate: CalendarDate) {
  const others = await tx.execute(sql`
    select from role_assignment r join account a on a.id = r.account_id
     where r.role = 'functional_administrator' and r.id <> ${id} and a.id <> ${accountId}
       and a.issuer is not null and a.withdrawn_at is null
       and is_held(r.from_date, r.until_date, ${untilDate})
     limit 1`)
  return others.length === 0
}

/**
 * What a merger to come would go on with ends as well, unless the same person holds the role in another of the
 * municipalities that merge.
 */
async function endWhatWasCarried(
  { tx, today }: StoryContext,
  { id, accountId, role, municipalityCode }: Officer,
  untilDate: CalendarDate,
): Promise<void> {
  if (municipalityCode === null) return
  const successions = await tx
    .select()
    .from(municipalitySuccession)
    .where(
      and(
        eq(municipalitySuccession.formerCode, municipalityCode),
        sql`not has_merged(${municipalitySuccession.fromDate}, ${today})`,
      ),
    )
    .orderBy(asc(municipalitySuccession.fromDate))
  for (const { successorCode, fromDate } of successions) {
    await tx.execute(sql`
      update role_assignment carried set until_date = greatest(carried.from_date, ${untilDate}::date)
       where carried.account_id = ${accountId} and carried.role = ${role}
         and carried.municipality_code = ${successorCode} and has_merged(${fromDate}, carried.from_date)
         and is_held_or_to_come(carried.from_date, carried.until_date, ${untilDate})
         and not exists (
               select from role_assignment other
                 join municipality_succession s on s.former_code = other.municipality_code
                where other.account_id = ${accountId} and other.role = ${role} and other.id <> ${id}
                  and s.successor_code = ${successorCode} and s.from_date = ${fromDate}
                  and other.until_date = ${fromDate} and is_held(other.from_date, other.until_date, ${fromDate}::date - 1))`)
  }
}

async function letGo(context: StoryContext, officer: Officer): Promise<void> {
  const { tx, now, today } = context
  const remaining = await tx.execute(sql`
    select from role_assignment
     where account_id = ${officer.accountId}
       and is_held_or_to_come(from_date, until_date, ${today}) limit 1`)
  if (remaining.length > 0) return
  await tx
    .update(invitation)
    .set({ withdrawnAt: now })
    .where(
      and(
        eq(invitation.accountId, officer.accountId),
        isNull(invitation.acceptedAt),
        isNull(invitation.withdrawnAt),
      ),
    )
  await tx
    .update(account)
    .set({ issuer: null, subject: null, withdrawnAt: now })
    .where(eq(account.id, officer.accountId))
  await log(context, 'account_withdrawn', officer)
}

async function log(
  { tx, actor, now }: StoryContext,
  event: 'role_ended' | 'account_withdrawn',
  { accountId, municipalityCode }: Officer,
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event,
    ground: grounds.connection,
    actorId: actor.id,
    accountId,
    municipalityCode,
  })
}
