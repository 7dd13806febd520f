import { inArray, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { municipality } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { type Change, changeOfTheMap, together } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { type CalendarDate, dayBefore } from '../ground/calendar.ts'
import { refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOver, changeIn, isAtHand } from './carry-over.ts'
import { findMergerFaults, type Merger } from './check-merger.ts'
import { type Municipality, readMunicipalities } from './municipalities.ts'

/**
 * Records a merger: from its day on the successor goes on with convenants, partners, officers and signals of the former
 * municipalities, without a day's gap (R4; each dissolved municipality has one legal successor). All of it is written
 * ahead with its dates; nothing needs to run on the day.
 * @throws DomainError `invalid-request` with all that speaks against it; `not-permitted`, `service-unavailable`
 */
export async function mergeMunicipalities(
  service: ServiceContext,
  subject: Subject,
  merger: Merger,
): Promise<Municipality> {
  const changes = (context: StoryContext) => changeByMerger(context, merger)
  return asChangingActor(service, subject, 'merge-municipalities', changes, async (context) => {
    refuseFaults(await findMergerFaults(context, merger))
    await recordSuccessor(context, merger)
    await recordSuccessions(context.tx, merger)
    await context.tx
      .update(municipality)
      .set({ validUntil: dayBefore(merger.mergerDate) })
      .where(inArray(municipality.code, [...merger.formerCodes]))
    await carryOver(context, [...merger.formerCodes, merger.successor.code])
    await writeLogbook(
      context.tx,
      ...merger.formerCodes.map((code) => ({
        ...lineOf(context),
        event: 'municipalities_merged' as const,
        municipalityCode: code,
      })),
    )
    const [successor] = await readMunicipalities(context.tx, { codes: [merger.successor.code] })
    return successor as Municipality
  })
}

async function changeByMerger(context: StoryContext, merger: Merger): Promise<Change> {
  const ownChange = { ...changeOfTheMap, everybody: isAtHand(merger.mergerDate, context) }
  return together(ownChange, await changeIn(context, [...merger.formerCodes, merger.successor.code]))
}

async function recordSuccessor(context: StoryContext, { successor, mergerDate }: Merger): Promise<void> {
  const { code, name } = successor
  if (name === undefined) return
  const [made] = await context.tx
    .insert(municipality)
    .values({ code, name, validFrom: mergerDate })
    .onConflictDoNothing()
    .returning({ code: municipality.code })
  if (made)
    await writeLogbook(context.tx, {
      ...lineOf(context),
      event: 'municipality_recorded',
      municipalityCode: code,
    })
}

/**
 * A row for each former municipality and for each that had gone on in it before, to the successor and to what that is
 * known to go on as later: one look leads from any code to the municipality of a day.
 */
async function recordSuccessions(tx: Transaction, { formerCodes, successor, mergerDate }: Merger) {
  const eve: CalendarDate = dayBefore(mergerDate)
  await tx.execute(sql`
    insert into municipality_succession (former_code, successor_code, from_date)
    select earlier.code, later.code, later.day
      from (select unnest(${sql.param(formerCodes)}::text[]) as code
            union
            select former_code from municipality_succession
             where municipality_on(former_code, ${eve}) = any (${sql.param(formerCodes)}::text[])) earlier
     cross join (select ${successor.code} as code, ${mergerDate}::date as day
                 union all
                 select successor_code, from_date from municipality_succession
                  where former_code = ${successor.code} and not has_merged(from_date, ${mergerDate})) later`)
}

function lineOf({ actor, now }: StoryContext) {
  return { occurredAt: now, ground: grounds.connection, actorId: actor.id }
}
