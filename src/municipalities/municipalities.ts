import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import type { CalendarDate } from '../ground/calendar.ts'

/** A municipality and the days on which it is there; both days count. */
export interface Municipality {
  readonly code: string
  readonly name: string
  readonly validFromDate: CalendarDate
  readonly validUntilDate: CalendarDate | null
  /** Which municipality goes on with everything that was its, and from which day on. */
  readonly successor: { readonly code: string; readonly fromDate: CalendarDate } | null
}

interface Selection {
  readonly codes?: readonly string[]
  /** Those that are there on this day. */
  readonly thereOn?: CalendarDate
  /** Those that are there on this day or on a later one. */
  readonly thereFrom?: CalendarDate
  readonly after?: string | undefined
  readonly limit?: number
}

/** Municipalities in the order of their codes, with the first succession of each (R4). */
export async function readMunicipalities(
  tx: Transaction,
  { codes, thereOn, thereFrom, after, limit }: Selection,
): Promise<Municipality[]> {
  const rows = await tx.execute<{
    code: string
    name: string
    valid_from: string
    valid_until: string | null
    successor: Municipality['successor']
  }>(sql`
    select m.code, m.name, m.valid_from::text, m.valid_until::text,
           (select jsonb_build_object('code', s.successor_code, 'fromDate', s.from_date)
              from municipality_succession s
             where s.former_code = m.code order by s.from_date limit 1) as successor
      from municipality m
     where true
       ${codes === undefined ? sql`` : sql`and m.code = any (${sql.param(codes)}::text[])`}
       ${thereOn === undefined ? sql`` : sql`and is_there(m.valid_from, m.valid_until, ${thereOn})`}
       ${thereFrom === undefined ? sql`` : sql`and is_there(m.valid_from, m.valid_until, greatest(m.valid_from, ${thereFrom}))`}
       ${after === undefined ? sql`` : sql`and m.code > ${after}`}
     order by m.code
     ${limit === undefined ? sql`` : sql`limit ${limit}`}`)
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    validFromDate: row.valid_from,
    validUntilDate: row.valid_until,
    successor: row.successor,
  }))
}
