import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { subjectRequest } from '../../db/tables/rights.ts'
import type { StoryContext } from '../authorise/context.ts'
import { codesOf } from '../authorise/where.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { type AgeGroup, type Signatory, signatoriesOf } from './signatories.ts'

export const requestKinds = ['access', 'rectification', 'erasure', 'objection'] as const
export type RequestKind = (typeof requestKinds)[number]

export const requestDecisions = ['granted', 'refused'] as const
export type RequestDecision = (typeof requestDecisions)[number]

/** What a professional may advise: a choice, never a text (R21). */
export const adviceChoices = ['grant', 'refuse', 'no_opinion'] as const
export type AdviceChoice = (typeof adviceChoices)[number]

/** What a professional who was asked advised; null as long as they did not. */
export interface Advice {
  readonly professional: { readonly name: string; readonly jobTitle: string; readonly organisation: string }
  readonly advice: AdviceChoice | null
  readonly advisedAt: Date | null
}

/**
 * A request of a data subject, as the municipality sees it that decides (R21). Nothing of it tells whether the index knows the young
 * person but what lies under the municipality itself (R6).
 */
export interface SubjectRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly municipalityCode: string
  readonly openedAt: Date
  readonly ageGroup: AgeGroup
  /** Who had to sign, by the age on the day of opening. */
  readonly signedBy: readonly Signatory[]
  /** Of a rectification that is not decided yet: the date of destruction by the birth date that was stated (R8). */
  readonly statedDestructionDate: CalendarDate | null
  /** The last day on which a decision is in time. */
  readonly dueDate: CalendarDate
  readonly extendedAt: Date | null
  readonly overdue: boolean
  readonly decision: RequestDecision | null
  readonly decidedAt: Date | null
  /** What a granted erasure or objection destroyed, or a rectification by which somebody is 23; null for every other decision. */
  readonly destroyed: Destroyed | null
  readonly advice: readonly Advice[]
}

export interface Destroyed {
  readonly signals: number
  readonly archivedSignals: number
  /** Over the hashes of what was destroyed, as the logbook certifies it (R20). */
  readonly digest: Buffer
}

/** Requests to the municipalities of the actor, newest first, with what was advised. */
export async function readRequests(
  context: StoryContext,
  selection: { readonly id?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<SubjectRequest[]> {
  const { tx, actor, today } = context
  const rows = await tx
    .select({
      ...columns,
      // R4: the municipality of the day, also after a merger.
      municipalityCode: sql<string>`municipality_on(${subjectRequest.municipalityCode}, ${today})`,
    })
    .from(subjectRequest)
    .where(
      and(
        inArray(subjectRequest.municipalityCode, codesOf(actor, 'privacy_officer')),
        selection.id === undefined ? undefined : eq(subjectRequest.id, selection.id),
        selection.after === undefined ? undefined : lt(subjectRequest.id, selection.after),
      ),
    )
    .orderBy(desc(subjectRequest.id))
    .limit(selection.limit)
  const advice = await readAdvice(
    context,
    rows.map(({ id }) => id),
  )
  return rows.map(({ destroyedSignals, destroyedArchived, digest, ...row }) => ({
    ...row,
    signedBy: signatoriesOf(row.ageGroup),
    overdue: row.decision === null && row.dueDate < today,
    destroyed: digest && {
      signals: destroyedSignals ?? 0,
      archivedSignals: destroyedArchived ?? 0,
      digest,
    },
    advice: advice.get(row.id) ?? [],
  }))
}

/** @throws DomainError `not-found`, alike for one of another municipality and one that does not exist (R6) */
export async function findRequest(context: StoryContext, id: string): Promise<SubjectRequest> {
  const [found] = await readRequests(context, { id, limit: 1 })
  if (!found) throw new DomainError('not-found')
  return found
}

/** Logs that an officer looked at requests or extended one, so that it shows to whom they concern (R20; `db/functions/rights/open_request.sql`). */
export async function logRequestLooks(
  { tx, now }: StoryContext,
  event: 'requests_viewed' | 'request_extended',
  requests: readonly SubjectRequest[],
): Promise<void> {
  const ids = requests.map(({ id }) => id)
  await tx.execute(
    sql`select log_request_looks(${sql.param(ids)}::uuid[], ${event}::logbook_event, ${now.toISOString()})`,
  )
}

/** Columns that the service may read: not whom a request is tied to (`db/functions/security/grants.sql`). */
const columns = {
  id: subjectRequest.id,
  kind: subjectRequest.kind,
  openedAt: subjectRequest.openedAt,
  ageGroup: subjectRequest.ageGroup,
  statedDestructionDate: subjectRequest.statedDestructionDate,
  dueDate: subjectRequest.dueDate,
  extendedAt: subjectRequest.extendedAt,
  decision: subjectRequest.decision,
  decidedAt: subjectRequest.decidedAt,
  destroyedSignals: subjectRequest.destroyedSignals,
  destroyedArchived: subjectRequest.destroyedArchived,
  digest: subjectRequest.digest,
}

async function readAdvice({ tx }: StoryContext, ids: readonly string[]): Promise<Map<string, Advice[]>> {
  const rows = await tx.execute<{
    request_id: string
    professional: Advice['professional']
    advice: AdviceChoice | null
    advised_at: string | null
  }>(sql`select * from advice_on_requests(${sql.param(ids)}::uuid[])`)
  const found = new Map<string, Advice[]>()
  for (const { request_id, professional, advice, advised_at } of rows)
    found.set(request_id, [
      ...(found.get(request_id) ?? []),
      { professional, advice, advisedAt: advised_at === null ? null : new Date(advised_at) },
    ])
  return found
}
