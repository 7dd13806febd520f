import { sql } from 'drizzle-orm'
import { type LogbookEvent, logbookEvent } from '../../db/tables/logbook.ts'
import { type EndReason, endReason } from '../../db/tables/signals.ts'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { entryOf } from '../logbook/catalogue.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findPeriodFaults } from './check-period.ts'

/** What the logbook may tell of, and why something may have ended. */
export const logbookEvents = logbookEvent.enumValues
export const endReasons = endReason.enumValues

/** Which lines are asked for; all of them where nothing is said. */
export interface LogbookRequest {
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly event?: LogbookEvent | undefined
  readonly organisationId?: string | undefined
  readonly limit: number
  /** The line after which to go on. */
  readonly after?: number | undefined
}

interface Named {
  readonly id: string
  readonly name: string
}

/** A line as a supervisor reads it; it has no field for a young person. */
export interface LogbookLineInSight {
  readonly id: number
  readonly occurredAt: Date
  readonly event: LogbookEvent
  readonly description: string
  readonly ground: string | null
  readonly actor: Named | null
  readonly organisation: Named | null
  readonly account: Named | null
  readonly signalId: string | null
  readonly matchId: string | null
  readonly notificationId: string | null
  readonly convenantId: string | null
  readonly partnerId: string | null
  readonly municipalityCode: string | null
  readonly requestId: string | null
  readonly reason: EndReason | null
  readonly day: CalendarDate | null
  readonly count: number | null
  readonly digest: string | null
}

/**
 * The logbook as the supervisor reads it (R5): who did what, newest first, by period, event and organisation. Who acted is named,
 * since that is what the supervisor holds them to; who a young person is, is in no line. The look is logged as well (R20).
 * @throws DomainError `invalid-request`, `not-permitted`, `service-unavailable`
 */
export async function viewLogbook(
  service: ServiceContext,
  subject: Subject,
  { from, until, event, organisationId, limit, after }: LogbookRequest,
): Promise<{ readonly items: readonly LogbookLineInSight[]; readonly next: number | null }> {
  return asReader(service, subject, 'read-logbook', async ({ tx, actor, now }) => {
    refuseFaults(findPeriodFaults({ from, until }))
    const rows = await tx.execute<Row>(sql`
      select * from logbook_lines(
        ${from?.toISOString() ?? null}, ${until?.toISOString() ?? null}, ${event ?? null}, ${organisationId ?? null},
        ${after ?? null}, ${limit + 1})`)
    const items = rows.slice(0, limit).map(toLine)
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'logbook_viewed',
      ground: grounds.accountability,
      actorId: actor.id,
      count: items.length,
    })
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
  })
}

type Row = {
  id: string
  occurred_at: string
  event: LogbookEvent
  ground: string | null
  actor_id: string | null
  actor_name: string | null
  organisation_id: string | null
  organisation_name: string | null
  account_id: string | null
  account_name: string | null
  signal_id: string | null
  match_id: string | null
  notification_id: string | null
  convenant_id: string | null
  partner_id: string | null
  municipality_code: string | null
  request_id: string | null
  reason: EndReason | null
  day: CalendarDate | null
  count: string | null
  digest: Buffer | null
}

function toLine(row: Row): LogbookLineInSight {
  return {
    id: Number(row.id),
    occurredAt: new Date(row.occurred_at),
    event: row.event,
    description: entryOf(row.event).dutch,
    ground: row.ground,
    actor: named(row.actor_id, row.actor_name),
    organisation: named(row.organisation_id, row.organisation_name),
    account: named(row.account_id, row.account_name),
    signalId: row.signal_id,
    matchId: row.match_id,
    notificationId: row.notification_id,
    convenantId: row.convenant_id,
    partnerId: row.partner_id,
    municipalityCode: row.municipality_code,
    requestId: row.request_id,
    reason: row.reason,
    day: row.day,
    count: row.count === null ? null : Number(row.count),
    digest: row.digest?.toString('base64') ?? null,
  }
}

function named(id: string | null, name: string | null): Named | null {
  return id === null ? null : { id, name: name ?? '' }
}
