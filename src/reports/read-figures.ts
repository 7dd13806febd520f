import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../authorise/actor.ts'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { codesOf, holds } from '../authorise/where.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError, refuseFaults } from '../ground/errors.ts'
import { type Domain, grounds, type MatchKind, matchKinds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { findFigureFaults } from './check-figures.ts'

/** By what figures may be told apart. */
export const groupings = ['quarter', 'municipality', 'domain', 'kind'] as const

export type Grouping = (typeof groupings)[number]

/** Which figures are asked for, and how they are to be told apart. */
export interface FigureRequest {
  readonly measure: 'signals' | 'matches'
  /** The first days of the first and the last quarter. */
  readonly fromQuarter: CalendarDate
  readonly untilQuarter: CalendarDate
  readonly municipalityCode?: string | undefined
  readonly domain?: Domain | undefined
  /** Of matches: the kinds to count; all where absent. */
  readonly kinds?: readonly MatchKind[] | undefined
  readonly groupBy: readonly Grouping[]
}

/** A figure, and what it is about as far as was asked. */
export interface FigureRow {
  readonly quarter: CalendarDate | null
  readonly municipalityCode: string | null
  readonly domain: Domain | null
  readonly kind: MatchKind | null
  /** Null where nothing may be shown. */
  readonly count: number | null
  /** Whether it is all there is; otherwise it is at least this. */
  readonly complete: boolean
}

export interface Figures {
  /** The quarters asked for that are published. */
  readonly quarters: readonly CalendarDate[]
  readonly items: readonly FigureRow[]
}

/**
 * Figures of closed quarters (R5, R22): of the whole country for a supervisor or a functional administrator, of their own
 * municipality for its administrator (R4). Each is a sum of published figures that lie within it as a whole, so that no way
 * of asking gives more than was published. The look is logged (R20).
 * @throws DomainError `invalid-request` with every fault; `not-found` for another's municipality, `not-permitted`, `service-unavailable`
 */
export async function readFigures(
  service: ServiceContext,
  subject: Subject,
  request: FigureRequest,
): Promise<Figures> {
  return asReader(service, subject, 'read-figures', async (context) => {
    refuseFaults(findFigureFaults(request))
    const codes = await codesFor(context, request.municipalityCode)
    await writeLogbook(context.tx, {
      occurredAt: context.now,
      event: 'report_viewed',
      ground: grounds.reports,
      actorId: context.actor.id,
      organisationId: context.actor.organisationId,
      municipalityCode: request.municipalityCode ?? null,
    })
    return figuresWithin(context, request, codes)
  })
}

/** The codes of then that the answer is about, or null for the whole country. */
async function codesFor(
  { tx, actor, today }: StoryContext,
  asked: string | undefined,
): Promise<readonly string[] | null> {
  const own = seesCountry(actor) ? null : codesOf(actor, 'municipal_administrator')
  if (asked === undefined) return own
  const [found] = await tx.execute<{ codes: string[] }>(sql`
    select to_jsonb(codes_of_municipality(code, ${today})) as codes from municipality where code = ${asked}`)
  if (!found || (own && !own.includes(asked))) throw new DomainError('not-found')
  return found.codes.includes(asked) ? found.codes : [asked]
}

function seesCountry(actor: Actor): boolean {
  return holds(actor, 'supervisor') || holds(actor, 'functional_administrator')
}

async function figuresWithin(
  { tx }: StoryContext,
  request: FigureRequest,
  codes: readonly string[] | null,
): Promise<Figures> {
  const published = await tx.execute<{ quarter: CalendarDate }>(sql`
    select quarter from report_period
     where quarter between ${request.fromQuarter} and ${request.untilQuarter} order by quarter`)
  const quarters = published.map(({ quarter }) => quarter)
  const rows = await tx.execute<FigureRow & Record<string, unknown>>(sql`
    select ${keys(request, sql`, `)}, sum(count)::int as count, bool_and(complete) as complete
      from (${blocksWithin(request, codes)} union all ${gapsWithin(request, codes)}) figure
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`)
  const items = rows.map((row) => ({ ...row }))
  if (items.length === 0 && quarters.length > 0 && request.groupBy.length === 0)
    return { quarters, items: [nothingThere] }
  return { quarters, items }
}

/** Where nobody could have registered, that nothing was is no secret. */
const nothingThere: FigureRow = {
  quarter: null,
  municipalityCode: null,
  domain: null,
  kind: null,
  count: 0,
  complete: true,
}

function keys({ groupBy }: FigureRequest, comma: SQL): SQL {
  const key = (grouping: Grouping, column: SQL, name: SQL) =>
    sql`${groupBy.includes(grouping) ? column : sql`null`} as ${name}`
  return sql.join(
    [
      key('quarter', sql`quarter`, sql`quarter`),
      key('municipality', sql`municipality_code`, sql`"municipalityCode"`),
      key('domain', sql`domain::text`, sql`domain`),
      key('kind', sql`kind`, sql`kind`),
    ],
    comma,
  )
}

/** Whether an answer tells municipalities, or domains, from others: what is summed over several is then in none of them. */
function isNarrow(request: FigureRequest, codes: readonly string[] | null) {
  return {
    municipality: codes !== null || request.groupBy.includes('municipality'),
    domain: request.domain !== undefined || request.groupBy.includes('domain'),
  }
}

/** Published figures that lie within what is asked; of kinds of match also those that only partly do, which do not count. */
function blocksWithin(request: FigureRequest, codes: readonly string[] | null): SQL {
  const narrow = isNarrow(request, codes)
  const wanted = sql`${sql.param([...(request.kinds ?? matchKinds)])}::text[]::match_kind[]`
  const grouped = request.groupBy.includes('kind')
  const inside =
    request.measure === 'signals'
      ? sql`true`
      : grouped
        ? sql`b.kinds = array[k.kind]`
        : sql`b.kinds <@ ${wanted}`
  return sql`
    select b.quarter::text as quarter, b.municipality_code, b.domain, ${grouped ? sql`k.kind::text` : sql`null::text`} as kind,
           case when ${inside} then b.count end as count, ${inside} as complete
      from report_block b
      ${grouped ? sql`cross join unnest(${wanted}) k(kind)` : sql``}
     where ${asked(request, codes, sql`b`)}
       ${narrow.municipality ? sql`and b.municipality_code is not null` : sql``}
       ${narrow.domain ? sql`and b.domain is not null` : sql``}
       ${request.measure === 'signals' ? sql`` : grouped ? sql`and k.kind = any (b.kinds)` : sql`and b.kinds && ${wanted}`}`
}

/** Where something is missing that is shown only at a level wider than what is asked. */
function gapsWithin(request: FigureRequest, codes: readonly string[] | null): SQL {
  const narrow = isNarrow(request, codes)
  const found = [
    ...(narrow.domain ? [] : ['municipality']),
    ...(narrow.municipality ? [] : ['domain']),
    ...(narrow.domain || narrow.municipality ? [] : ['country']),
  ]
  const grouped = request.groupBy.includes('kind')
  const wanted = sql`${sql.param([...(request.kinds ?? matchKinds)])}::text[]::match_kind[]`
  return sql`
    select g.quarter::text, g.municipality_code, g.domain, ${grouped ? sql`k.kind::text` : sql`null::text`}, null::int, false
      from report_gap g
      ${grouped ? sql`cross join unnest(${wanted}) k(kind)` : sql``}
     where ${asked(request, codes, sql`g`)} and g.level::text <> all (${sql.param(found)}::text[])`
}

function asked(request: FigureRequest, codes: readonly string[] | null, row: SQL): SQL {
  return sql.join(
    [
      sql`${row}.measure = ${request.measure}`,
      sql`${row}.quarter between ${request.fromQuarter} and ${request.untilQuarter}`,
      ...(codes === null ? [] : [sql`${row}.municipality_code = any (${sql.param([...codes])}::text[])`]),
      ...(request.domain === undefined ? [] : [sql`${row}.domain = ${request.domain}`]),
    ],
    sql` and `,
  )
}
