import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import type { Keys } from '../identity/keys.ts'
import { openBsn } from '../identity/seal.ts'
import { writeLogbook } from '../logbook/write.ts'
import type { AdviceChoice, RequestKind } from './requests.ts'

/** A request on which a professional is asked for advice, and the signal of theirs that it concerns (R21). */
export interface AdviceRequest {
  /** Of the request itself. */
  readonly id: string
  readonly kind: RequestKind
  readonly municipalityCode: string
  readonly openedAt: Date
  /** The last day on which the municipality decides in time. */
  readonly dueDate: CalendarDate
  readonly signal: { readonly id: string; readonly bsnLastDigits: string }
  /** What they advised so far; null where nothing. */
  readonly advice: AdviceChoice | null
  readonly advisedAt: Date | null
}

/**
 * The requests on which a professional is asked for advice and nothing is decided yet, newest first. Each look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listAdviceRequests(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<AdviceRequest>> {
  return asActor(service, subject, 'list-advice-requests', async (context) => {
    const shown = toPage(
      await readAdviceRequests(context, service.keys, { after: page.after, limit: page.limit + 1 }),
      page,
    )
    await writeLogbook(
      context.tx,
      ...shown.items.map(({ id, signal, youngPersonId }) => ({
        occurredAt: context.now,
        event: 'advice_requests_viewed' as const,
        ground: grounds.rights,
        actorId: context.actor.id,
        organisationId: context.actor.organisationId,
        youngPersonId,
        signalId: signal.id,
        requestId: id,
      })),
    )
    return { ...shown, items: shown.items.map(withoutPseudonym) }
  })
}

/**
 * Advises on a request: a choice, which may be made otherwise until the municipality has decided (R21). It is logged.
 * @throws DomainError `not-found` where they are not asked, or not any more; `not-permitted`, `service-unavailable`
 */
export async function giveAdvice(
  service: ServiceContext,
  subject: Subject,
  requestId: string,
  advice: AdviceChoice,
): Promise<AdviceRequest> {
  return asActor(service, subject, 'give-advice', async (context) => {
    const { tx, now } = context
    const [row] = await tx.execute<{ given: boolean }>(
      sql`select give_advice(${requestId}, ${advice}::advice_choice, ${now.toISOString()}) as given`,
    )
    if (!row?.given) throw new DomainError('not-found')
    const [found] = await readAdviceRequests(context, service.keys, { id: requestId, limit: 1 })
    if (!found) throw new DomainError('not-found')
    return withoutPseudonym(found)
  })
}

type Found = AdviceRequest & { readonly youngPersonId: string }

function withoutPseudonym({ youngPersonId: _, ...request }: Found): AdviceRequest {
  return request
}

type Row = {
  request_id: string
  kind: RequestKind
  municipality_code: string
  opened_at: string
  due_date: string
  advice: AdviceChoice | null
  advised_at: string | null
  signal_id: string
  young_person_id: string
  bsn_sealed: string
  seal_key_version: number
}

async function readAdviceRequests(
  { tx }: StoryContext,
  keys: Keys,
  { id, after, limit }: PageRequest & { readonly id?: string },
): Promise<Found[]> {
  const rows = await tx.execute<Row>(sql`
    select r.request_id, r.kind, r.municipality_code, r.opened_at, r.due_date::text, r.advice, r.advised_at, r.signal_id,
           y.id as young_person_id, encode(y.bsn_sealed, 'hex') as bsn_sealed, y.seal_key_version
      from advice_requests() r
      join signal s on s.id = r.signal_id
      join young_person y on y.id = s.young_person_id
     where true ${id === undefined ? sql`` : sql`and r.request_id = ${id}`}
       ${after === undefined ? sql`` : sql`and r.request_id < ${after}`}
     order by r.request_id desc
     limit ${limit}`)
  return rows.map((row) => toFound(row, keys))
}

function toFound(row: Row, keys: Keys): Found {
  const sealed = { sealed: Buffer.from(row.bsn_sealed, 'hex'), keyVersion: row.seal_key_version }
  return {
    id: row.request_id,
    kind: row.kind,
    municipalityCode: row.municipality_code,
    openedAt: new Date(row.opened_at),
    dueDate: row.due_date,
    signal: { id: row.signal_id, bsnLastDigits: openBsn(sealed, row.young_person_id, keys).lastDigits() },
    advice: row.advice,
    advisedAt: row.advised_at === null ? null : new Date(row.advised_at),
    youngPersonId: row.young_person_id,
  }
}
