import { sql } from 'drizzle-orm'
import type { ServiceContext, StoryContext } from '../authorise/context.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import type { PageRequest } from '../ground/paging.ts'
import { openWherePossible } from '../identity/seal.ts'
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
  /** Its last digits are null where the seal does not open here. */
  readonly signal: { readonly id: string; readonly bsnLastDigits: string | null }
  /** What they advised so far; null where nothing. */
  readonly advice: AdviceChoice | null
  readonly advisedAt: Date | null
}

/** With the pseudonym of the young person, for the logbook alone. */
export type FoundAdviceRequest = AdviceRequest & { readonly youngPersonId: string }

/** What the professional is shown of it. */
export function withoutPseudonym({ youngPersonId: _, ...request }: FoundAdviceRequest): AdviceRequest {
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

/** The requests on which the actor is asked for advice and that are not decided yet, newest first: all, or one by its id. */
export async function readAdviceRequests(
  { tx }: StoryContext,
  service: Pick<ServiceContext, 'keys' | 'onUnreadable'>,
  { id, after, limit }: PageRequest & { readonly id?: string },
): Promise<FoundAdviceRequest[]> {
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
  return rows.map((row) => toFound(row, service))
}

function toFound(
  row: Row,
  { keys, onUnreadable }: Pick<ServiceContext, 'keys' | 'onUnreadable'>,
): FoundAdviceRequest {
  const sealed = { sealed: Buffer.from(row.bsn_sealed, 'hex'), keyVersion: row.seal_key_version }
  const bsn = openWherePossible(sealed, row.young_person_id, keys, onUnreadable)
  return {
    id: row.request_id,
    kind: row.kind,
    municipalityCode: row.municipality_code,
    openedAt: new Date(row.opened_at),
    dueDate: row.due_date,
    signal: { id: row.signal_id, bsnLastDigits: bsn?.lastDigits() ?? null },
    advice: row.advice,
    advisedAt: row.advised_at === null ? null : new Date(row.advised_at),
    youngPersonId: row.young_person_id,
  }
}
