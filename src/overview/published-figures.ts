import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import { type CalendarDate, endOfTerm, quarterName, quarterOf } from '../ground/calendar.ts'
import type { Domain } from '../ground/law.ts'

export const measures = ['signals', 'matches'] as const
export type Measure = (typeof measures)[number]

/** What may be shown of a count: all of it, at least so many (`complete: false`), or nothing (R22). */
export interface Figure {
  readonly count: number | null
  readonly complete: boolean
}

/** The figures of one closed quarter. */
export interface QuarterFigures extends Readonly<Record<Measure, Figure>> {
  /** `2026-Q3` */
  readonly quarter: string
  /** Whether its figures are made; that takes until soon after its end. */
  readonly published: boolean
}

export interface PublishedFigures {
  readonly total: readonly QuarterFigures[]
  readonly byDomain: ReadonlyMap<Domain, readonly QuarterFigures[]>
  /** Of an organisation only the quarters in which something of it is shown. */
  readonly byOrganisation: ReadonlyMap<string, readonly OrganisationFigures[]>
}

export interface OrganisationFigures extends Readonly<Record<Measure, number | null>> {
  readonly quarter: string
}

/** The first days of so many quarters that were over before a day, the last one last. */
export function closedQuarters(today: CalendarDate, count: number): CalendarDate[] {
  return Array.from({ length: count }, (_, n) => endOfTerm(quarterOf(today), 3 * (n - count)))
}

interface Block {
  readonly quarter: string
  readonly measure: Measure
  readonly domain: Domain | null
  readonly organisation: string | null
  readonly count: number
}

interface Gap {
  readonly quarter: string
  readonly measure: Measure
  readonly domain: Domain
  readonly level: 'domain' | 'municipality' | 'country' | 'nowhere'
}

/**
 * What is published of closed quarters about the codes of a municipality, and nothing else: sums of whole published figures, so
 * that no subtraction gives anything away (R22).
 */
export async function readPublishedFigures(
  tx: Transaction,
  codes: readonly string[],
  quarters: readonly string[],
  domains: readonly Domain[],
): Promise<PublishedFigures> {
  const [found] = await tx.execute<{ periods: string[]; blocks: Block[] | null; gaps: Gap[] | null }>(sql`
    select array(select quarter::text from report_period where quarter = any (${sql.param(quarters)}::text[]::date[])) as periods,
           (select jsonb_agg(jsonb_build_object('quarter', quarter, 'measure', measure, 'domain', domain,
                                                'organisation', organisation_id, 'count', count))
              from report_block
             where municipality_code = any (${sql.param(codes)}::text[]) and quarter = any (${sql.param(quarters)}::text[]::date[])) as blocks,
           (select jsonb_agg(jsonb_build_object('quarter', quarter, 'measure', measure, 'domain', domain, 'level', level))
              from report_gap
             where municipality_code = any (${sql.param(codes)}::text[]) and quarter = any (${sql.param(quarters)}::text[]::date[])) as gaps`)
  const { periods = [], blocks, gaps } = found ?? {}
  const published = { periods: new Set(periods), blocks: blocks ?? [], gaps: gaps ?? [] }
  return {
    total: quarters.map((quarter) => sumUp(published, quarter, undefined)),
    byDomain: new Map(
      domains.map((domain) => [domain, quarters.map((quarter) => sumUp(published, quarter, domain))]),
    ),
    byOrganisation: figuresOfOrganisations(published.blocks),
  }
}

interface Published {
  readonly periods: ReadonlySet<string>
  readonly blocks: readonly Block[]
  readonly gaps: readonly Gap[]
}

/** What is missing in a domain here is in a sum over the municipality, or over the country in that domain or as a whole, or nowhere. */
const beyond = {
  domain: ['municipality', 'domain', 'country', 'nowhere'],
  municipality: ['domain', 'country', 'nowhere'],
}

function sumUp(
  { periods, blocks, gaps }: Published,
  quarter: string,
  domain: Domain | undefined,
): QuarterFigures {
  const within = <T extends Pick<Gap, 'quarter' | 'measure'> & { domain: Domain | null }>(
    each: T,
    measure: Measure,
  ) =>
    each.quarter === quarter && each.measure === measure && (domain === undefined || each.domain === domain)
  const levels = domain === undefined ? beyond.municipality : beyond.domain
  const figure = (measure: Measure): Figure => {
    const shown = blocks.filter((block) => within(block, measure))
    const complete =
      periods.has(quarter) && !gaps.some((gap) => within(gap, measure) && levels.includes(gap.level))
    if (shown.length === 0 && !complete) return { count: null, complete }
    return { count: shown.reduce((sum, { count }) => sum + count, 0), complete }
  }
  return {
    quarter: quarterName(quarter),
    published: periods.has(quarter),
    signals: figure('signals'),
    matches: figure('matches'),
  }
}

function figuresOfOrganisations(blocks: readonly Block[]): Map<string, OrganisationFigures[]> {
  const found = new Map<string, Map<string, Record<Measure, number | null>>>()
  for (const { organisation, quarter, measure, count } of blocks) {
    if (organisation === null) continue
    const quarters = found.get(organisation) ?? new Map<string, Record<Measure, number | null>>()
    const figures = quarters.get(quarter) ?? { signals: null, matches: null }
    figures[measure] = (figures[measure] ?? 0) + count
    found.set(organisation, quarters.set(quarter, figures))
  }
  return new Map(
    [...found].map(([organisation, quarters]) => [
      organisation,
      [...quarters].sort().map(([quarter, figures]) => ({ quarter: quarterName(quarter), ...figures })),
    ]),
  )
}
