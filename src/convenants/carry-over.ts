import { and, asc, eq, gt, gte, isNull, lte, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Transaction } from '../../db/client.ts'
import { roleAssignment } from '../../db/tables/accounts.ts'
import { municipalitySuccession } from '../../db/tables/convenants.ts'
import type { Role } from '../authorise/actor.ts'
import type { Reading } from '../authorise/as-actor.ts'
import type { CalendarDate } from '../calendar.ts'
import { grounds } from '../law.ts'
import { writeLogbook } from '../logbook/write.ts'

type Succession = typeof municipalitySuccession.$inferSelect

/**
 * Carries convenants and roles of municipalities over to those that go on as them (R4), written ahead with their dates, so
 * that nothing has to run at midnight. Repeating it changes nothing: a merger does it, and so does whatever changes a
 * municipality of which a merger is known to come. Partners and signals need no carrying: a partner belongs to a convenant,
 * and a signal's municipality is read as that of the day (`db/functions/municipality_on.sql`).
 */
export async function carryOver(reading: Reading): Promise<void> {
  const { tx, today } = reading
  const successions = await tx
    .select()
    .from(municipalitySuccession)
    .where(gte(municipalitySuccession.fromDate, today))
    .orderBy(asc(municipalitySuccession.fromDate), asc(municipalitySuccession.formerCode))
  for (const succession of successions) {
    await carryConvenants(tx, succession)
    await carryRoles(reading, succession)
  }
}

/**
 * What one of the former municipalities had agreed to, the successor has; what none had agreed to waits for the successor,
 * whose administrator finds it under the former code (`agree-to-convenant.ts`).
 */
async function carryConvenants(
  tx: Transaction,
  { formerCode, successorCode, fromDate }: Succession,
): Promise<void> {
  await tx.execute(sql`
    with held as (
      update convenant_municipality set until_date = ${fromDate}
       where municipality_code = ${formerCode} and from_date is not null
         and (until_date is null or until_date >= ${fromDate})
      returning convenant_id, from_date
    )
    insert into convenant_municipality as own (convenant_id, municipality_code, from_date)
    select convenant_id, ${successorCode}, greatest(from_date, ${fromDate}::date) from held
        on conflict (convenant_id, municipality_code)
        do update set from_date = least(own.from_date, excluded.from_date)
     where own.from_date is null or excluded.from_date < own.from_date`)
}

type Carried = { account_id: string; role: Role; from_date: CalendarDate; until_date: CalendarDate | null }

async function carryRoles(reading: Reading, { formerCode, successorCode, fromDate }: Succession) {
  const carried = await reading.tx.execute<Carried>(sql`
    update role_assignment r set until_date = ${fromDate}
      from role_assignment before
     where before.id = r.id and r.municipality_code = ${formerCode}
       and (r.until_date is null or r.until_date > ${fromDate})
    returning r.account_id, r.role, greatest(r.from_date, ${fromDate}::date)::text as from_date,
              before.until_date::text as until_date`)
  for (const role of carried) await grantCarried(reading, role, successorCode)
}

/** Grants the role, from where a role ends that its holder has there already. */
async function grantCarried(reading: Reading, role: Carried, municipalityCode: string): Promise<void> {
  const { tx, actor, now } = reading
  const [own] = await tx
    .select({ untilDate: roleAssignment.untilDate })
    .from(roleAssignment)
    .where(
      and(
        eq(roleAssignment.accountId, role.account_id),
        eq(roleAssignment.role, role.role),
        eq(roleAssignment.municipalityCode, municipalityCode),
        lte(roleAssignment.fromDate, role.from_date),
        or(isNull(roleAssignment.untilDate), gt(roleAssignment.untilDate, role.from_date)),
      ),
    )
    .orderBy(sql`until_date desc nulls first`)
    .limit(1)
  const covered = own && (own.untilDate === null || (role.until_date ?? '9999') <= own.untilDate)
  if (covered) return
  await tx.insert(roleAssignment).values({
    id: uuidv7(),
    accountId: role.account_id,
    role: role.role,
    municipalityCode,
    fromDate: own?.untilDate ?? role.from_date,
    untilDate: role.until_date,
  })
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'role_granted',
    ground: grounds.connection,
    actorId: actor.id,
    accountId: role.account_id,
    municipalityCode,
  })
}
