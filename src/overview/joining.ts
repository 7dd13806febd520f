import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { fewestContributors } from '../ground/law.ts'
import { type JoiningPath, joiningPath, type PathFacts } from '../partners/joining-path.ts'
import type { Standing } from './connections.ts'

/**
 * How far partners are on their way that have agreed or are suspended (R4), by partner: whether they have a coordinator and
 * professionals is looked up for these only, all at once.
 */
export async function readPaths(
  tx: Transaction,
  today: CalendarDate,
  standings: readonly Standing[],
): Promise<Map<string, JoiningPath>> {
  const partners = standings.flatMap(({ partner }) =>
    partner && (partner.state === 'agreed' || partner.state === 'suspended') ? [partner] : [],
  )
  if (partners.length === 0) return new Map()
  const rows = await tx.execute<Row>(sql`
    select partner_id, steps, coordinator_from::text, professional_from::text, has_signals
      from describe_partners(${sql.param(partners.map(({ id }) => id))}::uuid[], ${today}, ${fewestContributors})`)
  const facts = new Map(rows.map((row) => [row.partner_id, row]))
  return new Map(
    partners.flatMap(({ id, state }) => {
      const row = facts.get(id)
      if (!row) return []
      const path = joiningPath({
        state,
        taken: row.steps ?? [],
        coordinatorFrom: row.coordinator_from,
        professionalFrom: row.professional_from,
        hasSignals: row.has_signals,
      })
      return [[id, path] as const]
    }),
  )
}

type Row = {
  partner_id: string
  steps: PathFacts['taken'] | null
  coordinator_from: string | null
  professional_from: string | null
  has_signals: boolean | null
}
