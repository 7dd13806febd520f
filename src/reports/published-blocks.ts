import { and, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { reportBlock, reportGap } from '../../db/tables/reports.ts'
import type { CalendarDate } from '../calendar.ts'
import type { Domain, MatchKind } from '../law.ts'

/** A published figure on a municipality; null where it is summed over domains or organisations that are not shown apart. */
export interface PublishedBlock {
  readonly quarter: CalendarDate
  readonly measure: 'signals' | 'matches'
  /** The code of then: before a merger, that of a municipality that went on in another. */
  readonly municipalityCode: string
  readonly domain: Domain | null
  readonly organisationId: string | null
  readonly kinds: readonly MatchKind[] | null
  readonly count: number
}

/** A domain in a municipality of which something is shown at a wider level only, or nowhere. */
export interface PublishedGap {
  readonly quarter: CalendarDate
  readonly measure: 'signals' | 'matches'
  readonly municipalityCode: string
  readonly domain: Domain
  readonly level: 'municipality' | 'domain' | 'country' | 'nowhere'
}

/**
 * Everything that is published on municipalities in some quarters (R4, R22), down to partners: what may be shown, and no more.
 * Figures are disjoint, so any of them may be added up; a sum over a domain or municipality is complete where no gap says
 * otherwise (a gap of the level `municipality` is none for the municipality as a whole).
 */
export async function readPublishedBlocks(
  tx: Transaction,
  { codes, quarters }: { readonly codes: readonly string[]; readonly quarters: readonly CalendarDate[] },
): Promise<{ blocks: PublishedBlock[]; gaps: PublishedGap[] }> {
  const blocks = await tx
    .select({
      quarter: reportBlock.quarter,
      measure: reportBlock.measure,
      municipalityCode: sql<string>`${reportBlock.municipalityCode}`,
      domain: reportBlock.domain,
      organisationId: reportBlock.organisationId,
      kinds: reportBlock.kinds,
      count: reportBlock.count,
    })
    .from(reportBlock)
    .where(
      and(inArray(reportBlock.municipalityCode, [...codes]), inArray(reportBlock.quarter, [...quarters])),
    )
    .orderBy(reportBlock.quarter, reportBlock.number)
  const gaps = await tx
    .select()
    .from(reportGap)
    .where(and(inArray(reportGap.municipalityCode, [...codes]), inArray(reportGap.quarter, [...quarters])))
    .orderBy(reportGap.quarter, reportGap.municipalityCode, reportGap.domain)
  return { blocks, gaps }
}

/** The quarters that are published, the latest first. */
export async function publishedQuarters(tx: Transaction, limit: number): Promise<CalendarDate[]> {
  const rows = await tx.execute<{ quarter: CalendarDate }>(sql`
    select quarter from report_period order by quarter desc limit ${limit}`)
  return rows.map(({ quarter }) => quarter)
}
