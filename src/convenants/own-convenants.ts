import { type SQL, sql } from 'drizzle-orm'
import type { StoryContext } from '../authorise/context.ts'
import { codesOf } from '../authorise/where.ts'
import { type CalendarDate, endOfTerm } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { isAdministered } from './administered-convenant.ts'

/** A municipality's part in a convenant, by the municipality that it is on the day of asking. */
export interface ConvenantMunicipality {
  readonly code: string
  readonly name: string
  /** From when on the convenant holds there; null as long as its administrator has not agreed. */
  readonly fromDate: CalendarDate | null
  /** The first day on which another municipality goes on with it. */
  readonly untilDate: CalendarDate | null
}

export interface Convenant {
  readonly id: string
  readonly title: string
  readonly signedDate: CalendarDate
  readonly inForceFromDate: CalendarDate
  readonly inForceUntilDate: CalendarDate | null
  readonly tacitRenewalMonths: number | null
  readonly documentReference: string | null
  readonly longestTermMonths: number
  readonly smallCountThreshold: number
  /** So many days before a signal lapses its professional is asked whether it still holds (R12). */
  readonly lapseReminderDays: readonly number[]
  /** The last day of the term of today, with the tacit renewals up to now; null where there is no end. */
  readonly currentPeriodUntilDate: CalendarDate | null
  readonly municipalities: readonly ConvenantMunicipality[]
}

type Row = Omit<Convenant, 'currentPeriodUntilDate'> & Record<string, unknown>

/** The convenants of the municipalities that an actor administers, agreed to or waiting for them, newest first (R4). */
export async function readOwnConvenants(
  { tx, actor, today }: StoryContext,
  selection: { readonly id?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<Convenant[]> {
  const rows = await tx.execute<Row>(sql`
    select c.id, c.title, c.signed_date::text as "signedDate", c.in_force_from::text as "inForceFromDate",
           c.in_force_until::text as "inForceUntilDate", c.tacit_renewal_months as "tacitRenewalMonths",
           c.document_reference as "documentReference", c.longest_term_months as "longestTermMonths",
           c.small_count_threshold as "smallCountThreshold", to_jsonb(c.lapse_reminder_days) as "lapseReminderDays",
           ${municipalitiesOn(today)} as municipalities
      from convenant c
     where c.id in (select convenant_id from convenant_municipality
                     where municipality_code = any (${sql.param(codesOf(actor, 'municipal_administrator'))}::text[]))
       ${selection.id === undefined ? sql`` : sql`and c.id = ${selection.id}`}
       ${selection.after === undefined ? sql`` : sql`and c.id < ${selection.after}`}
     order by c.id desc
     limit ${selection.limit}`)
  return rows.map((row) => ({ ...row, currentPeriodUntilDate: currentPeriodUntil(row, today) }))
}

/** Each municipality once, as what it is today: what went on in it before counts as its own. */
function municipalitiesOn(today: CalendarDate): SQL {
  return sql`(
    select jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name,
                                        'fromDate', part.from_date, 'untilDate', part.until_date) order by m.code)
      from (select municipality_on(cm.municipality_code, ${today}) as code, min(cm.from_date) as from_date,
                   case when bool_and(cm.until_date is not null) then max(cm.until_date) end as until_date
              from convenant_municipality cm where cm.convenant_id = c.id group by 1) part
      join municipality m on m.code = part.code)`
}

/**
 * One of the actor's own convenants.
 * @throws DomainError `not-found` where it is not theirs, like one that does not exist
 */
export async function findOwnConvenant(context: StoryContext, id: string): Promise<Convenant> {
  const [found] = await readOwnConvenants(context, { id, limit: 1 })
  if (!found) throw new DomainError('not-found')
  return found
}

/**
 * One of the actor's own convenants that they may change, since a municipality of theirs has agreed to it (R4).
 * @throws DomainError `not-found` where it is not theirs, `not-permitted` where they have not agreed to it
 */
export async function findManagedConvenant(context: StoryContext, id: string): Promise<Convenant> {
  const found = await findOwnConvenant(context, id)
  if (!(await isAdministered(context, id))) throw new DomainError('not-permitted')
  return found
}

/**
 * The last day of the term that holds on a day: the date of the convenant itself or, where it is tacitly renewed, that of as
 * many renewals as it took to reach the day.
 */
export function currentPeriodUntil(
  { inForceUntilDate, tacitRenewalMonths }: Pick<Convenant, 'inForceUntilDate' | 'tacitRenewalMonths'>,
  today: CalendarDate,
): CalendarDate | null {
  if (inForceUntilDate === null || tacitRenewalMonths === null) return inForceUntilDate
  let until = inForceUntilDate
  for (let renewals = 1; until < today; renewals++)
    until = endOfTerm(inForceUntilDate, renewals * tacitRenewalMonths)
  return until
}
