import type postgres from 'postgres'

/** What professionals of one organisation did in a quarter: signals, and matches by kind. */
export interface Counted {
  readonly organisation: string
  readonly professionals: readonly {
    readonly id: string
    readonly signals: number
    /** Within the organisation, within the municipality, across municipalities. */
    readonly matches: readonly [number, number, number]
  }[]
}

const measures = [
  'signals',
  'matches_within_organisation',
  'matches_within_municipality',
  'matches_across_municipalities',
] as const

/** Counts as registering does, without the young persons that it would take. */
export async function count(
  sql: postgres.Sql,
  quarter: string,
  municipality: string,
  { organisation, professionals }: Counted,
): Promise<void> {
  const rows = professionals.flatMap(({ id, signals, matches }) =>
    [signals, ...matches].map((count, n) => ({
      quarter,
      municipality_code: municipality,
      organisation_id: organisation,
      professional_id: id,
      measure: measures[n] ?? '',
      count,
      months: 7,
    })),
  )
  await sql`insert into activity as a
            select * from jsonb_populate_recordset(null::activity, ${sql.json(rows)}) where count > 0
                on conflict (quarter, municipality_code, organisation_id, professional_id, measure)
                do update set count = a.count + excluded.count`
}
