import { and, asc, inArray, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Transaction } from '../../db/driver/client.ts'
import type { roleAssignment } from '../../db/tables/accounts.ts'
import { municipalitySuccession } from '../../db/tables/convenants.ts'
import { type Change, turnsOf } from '../authorise/changes.ts'
import type { StoryContext } from '../authorise/context.ts'
import { type CalendarDate, dayBefore } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'

type Succession = typeof municipalitySuccession.$inferSelect

/**
 * Carries convenants and roles of municipalities over to those that go on as them (R4), written ahead with their dates, so
 * that nothing has to run at midnight. Repeating it changes nothing: a merger does it, and so does every change of a
 * municipality of which a merger is known to come. Partners and signals need no carrying: a partner belongs to a convenant,
 * and a signal's municipality is read as that of the day (`db/functions/connections/municipality_on.sql`).
 * @param codes the municipalities of which something changed
 */
export async function carryOver(context: StoryContext, codes: readonly string[]): Promise<void> {
  for (const succession of await readSuccessions(context, codes)) {
    await carryConvenants(context.tx, succession)
    await carryRoles(context, succession)
  }
}

/** What a change in municipalities touches, with the mergers that it is carried over by (R1). */
export async function changeIn(context: StoryContext, codes: readonly string[]): Promise<Change> {
  const successions = await readSuccessions(context, codes)
  const along = successions.flatMap(({ formerCode, successorCode }) => [formerCode, successorCode])
  return {
    turns: turnsOf([...codes, ...along]),
    everybody: successions.some(({ fromDate }) => isAtHand(fromDate, context)),
  }
}

/** Whether what ends on a day may end the right of somebody who is at work now, also where clocks differ about midnight. */
export function isAtHand(day: CalendarDate, { today }: Pick<StoryContext, 'today'>): boolean {
  return dayBefore(day) <= today
}

async function readSuccessions({ tx, today }: StoryContext, codes: readonly string[]): Promise<Succession[]> {
  const later = tx
    .select({ code: municipalitySuccession.successorCode })
    .from(municipalitySuccession)
    .where(inArray(municipalitySuccession.formerCode, [...codes]))
  return tx
    .select()
    .from(municipalitySuccession)
    .where(
      and(
        sql`not has_merged(${municipalitySuccession.fromDate}, ${today}::date - 1)`,
        or(
          inArray(municipalitySuccession.formerCode, [...codes]),
          inArray(municipalitySuccession.formerCode, later),
        ),
      ),
    )
    .orderBy(asc(municipalitySuccession.fromDate), asc(municipalitySuccession.formerCode))
}

/**
 * What one of the former municipalities had agreed to, the successor has; what none had agreed to waits for the successor,
 * whose administrator finds it under the former code (`agree-to-convenant.ts`). Where the successor had stopped with it, or was to
 * have it from another that stopped, it has it from the day on, and not before (R1).
 */
async function carryConvenants(
  tx: Transaction,
  { formerCode, successorCode, fromDate }: Succession,
): Promise<void> {
  await tx.execute(sql`
    with held as (
      update convenant_municipality set until_date = ${fromDate}
       where municipality_code = ${formerCode} and is_held_or_to_come(from_date, until_date, ${fromDate}::date - 1)
      returning convenant_id, from_date
    )
    insert into convenant_municipality as own (convenant_id, municipality_code, from_date)
    select convenant_id, ${successorCode}, greatest(from_date, ${fromDate}::date) from held
        on conflict (convenant_id, municipality_code)
        do update set (from_date, until_date) = (
             select case when is_over then excluded.from_date else least(own.from_date, excluded.from_date) end,
                    case when not is_over then own.until_date end
               from (select coalesce(own.until_date <= greatest(own.from_date, excluded.from_date), false) as is_over) own_part)
     where own.from_date is null or excluded.from_date < own.from_date
        or own.until_date <= greatest(own.from_date, excluded.from_date)`)
}

type Carried = Pick<typeof roleAssignment.$inferSelect, 'accountId' | 'role' | 'fromDate' | 'untilDate'>

async function carryRoles(context: StoryContext, { formerCode, successorCode, fromDate }: Succession) {
  const carried = await context.tx.execute<Carried & Record<string, unknown>>(sql`
    update role_assignment r set until_date = ${fromDate}
      from role_assignment before
     where before.id = r.id and r.municipality_code = ${formerCode}
       and is_held_or_to_come(r.from_date, r.until_date, ${fromDate})
    returning r.account_id as "accountId", r.role, greatest(r.from_date, ${fromDate}::date)::text as "fromDate",
              before.until_date::text as "untilDate"`)
  if (carried.length > 0) await grantCarried(context, carried, successorCode)
}

/** Grants the roles one after another, each from where one ends that its holder has there already. */
async function grantCarried(
  context: StoryContext,
  carried: readonly Carried[],
  municipalityCode: string,
): Promise<void> {
  const { tx, actor, now } = context
  for (const role of carried) {
    if (!(await grantBeside(tx, role, municipalityCode))) continue
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'role_granted',
      ground: grounds.connection,
      actorId: actor.id,
      accountId: role.accountId,
      municipalityCode,
    })
  }
}

/** @returns whether the role had to be granted beside what is held already */
async function grantBeside(
  tx: Transaction,
  { accountId, role, fromDate, untilDate }: Carried,
  municipalityCode: string,
): Promise<boolean> {
  const granted = await tx.execute(sql`
    insert into role_assignment (id, account_id, role, municipality_code, from_date, until_date)
    select ${uuidv7()}::uuid, ${accountId}::uuid, ${role}::role_name, ${municipalityCode}, beside.ends, ${untilDate}::date
      from (select coalesce(max(coalesce(own.until_date, 'infinity')), ${fromDate}::date) as ends
              from roles_on(${fromDate}) own
             where own.account_id = ${accountId} and own.role = ${role} and own.municipality_code = ${municipalityCode}) beside
     where beside.ends < coalesce(${untilDate}::date, 'infinity')
    returning id`)
  return granted.length > 0
}
