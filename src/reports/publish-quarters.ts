import type { Database } from '../../db/driver/client.ts'
import { reportBlock, reportGap, reportPeriod } from '../../db/tables/reports.ts'
import { type CalendarDate, dateInAmsterdam } from '../ground/calendar.ts'
import { convenantLimits, type Domain, figureLimits } from '../ground/law.ts'
import { type Atom, figuresOf } from './figures.ts'
import type { Contributions } from './suppression.ts'

/** How long after its end a quarter is closed: what was registered in its last second has long been committed by then. */
const settlingMs = 3_600_000

/** Rows that one statement takes. */
const batch = 2000

/**
 * Publishes every quarter that is over, once (R22, Jw 7.1.2.3 h). What is published never changes, and nothing is shown of a
 * quarter before, so that no figure can be had by asking again later. May be interrupted, repeated and run side by side.
 */
export async function publishQuarters(database: Database, now: Date, stopped: () => boolean): Promise<void> {
  const today = dateInAmsterdam(new Date(now.getTime() - settlingMs))
  const quarters = await database.run(
    () => database.sql<{ quarter: CalendarDate }[]>`select quarter from quarters_to_publish(${today})`,
  )
  for (const { quarter } of quarters) {
    if (stopped()) return
    await publishQuarter(database, quarter, now)
  }
}

async function publishQuarter(database: Database, quarter: CalendarDate, now: Date): Promise<void> {
  const rows = await database.run(() => database.sql<Row[]>`select * from quarter_to_publish(${quarter})`)
  const { figures, gaps } = figuresOf(rows.map(toAtom))
  const blocks = figures.map(({ measure, label, kinds, count }, number) => ({
    quarter,
    number,
    measure,
    municipalityCode: label.municipality,
    domain: label.domain,
    organisationId: label.organisation,
    kinds: kinds && [...kinds],
    count,
  }))
  const missing = gaps.map(({ municipality, ...gap }) => ({
    ...gap,
    quarter,
    municipalityCode: municipality,
  }))
  await database.run(() =>
    database.orm.transaction(async (tx) => {
      // The second instance waits here for the first, and then has nothing left to do.
      const first = await tx
        .insert(reportPeriod)
        .values({ quarter, publishedAt: now })
        .onConflictDoNothing()
        .returning()
      if (first.length === 0) return
      for (const some of inBatches(blocks)) await tx.insert(reportBlock).values(some)
      for (const some of inBatches(missing)) await tx.insert(reportGap).values(some)
    }),
  )
}

interface Row {
  readonly municipality_code: string
  readonly organisation_id: string
  readonly domain: Domain
  readonly threshold: number | null
  /** For each professional, who is a number: signals, and matches with colleagues, with neighbours, and elsewhere. */
  readonly contributions: readonly (readonly [number, number, number, number, number])[]
}

function toAtom(row: Row): Atom {
  const column = (n: 1 | 2 | 3 | 4): Contributions =>
    new Map(row.contributions.filter((each) => each[n] > 0).map((each) => [each[0], each[n]]))
  return {
    municipality: row.municipality_code,
    domain: row.domain,
    organisation: row.organisation_id,
    threshold: Math.max(row.threshold ?? convenantLimits.smallCountThreshold.usual, figureLimits.leastCount),
    signals: column(1),
    matches: {
      within_organisation: column(2),
      within_municipality: column(3),
      across_municipalities: column(4),
    },
  }
}

function inBatches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / batch) }, (_, n) =>
    rows.slice(n * batch, (n + 1) * batch),
  )
}
