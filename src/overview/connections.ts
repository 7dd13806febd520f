import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { type Category, type Domain, fewestContributors } from '../ground/law.ts'

/** A convenant that holds in the municipality today. */
export interface ConvenantInForce {
  readonly id: string
  readonly title: string
  readonly inForceFromDate: CalendarDate
  readonly inForceUntilDate: CalendarDate | null
  readonly tacitRenewalMonths: number | null
  /** Every municipality in which it holds. */
  readonly municipalities: readonly { readonly code: string; readonly name: string }[]
}

export type PartnerState = 'invited' | 'agreed' | 'connected' | 'suspended' | 'ended'

export interface Organisation {
  readonly id: string
  readonly name: string
  readonly domain: Domain
  readonly category: Category
  readonly kind: 'institution' | 'independent'
}

/** Where an organisation stands under a convenant; without a partner where it is on the convenant's own list only. */
export interface Standing {
  readonly convenantId: string
  readonly organisation: Organisation
  /** Whether it is on the convenant's own list. */
  readonly listed: boolean
  readonly partner: Partner | null
}

export interface Partner {
  readonly id: string
  readonly state: PartnerState
  readonly stateSinceDate: CalendarDate
  readonly anchor: 'convenant' | 'contract' | 'subsidy'
  readonly anchorUntilDate: CalendarDate | null
  readonly mayLead: boolean
  /** How many have the right to register today (R1). */
  readonly professionals: number
  /** `2026-10`: the last month, over by now, since which enough professionals registered that it is nobody's own figure (R22). */
  readonly lastSignalMonth: string | null
}

/** The convenants that hold in a municipality on a day (R4). */
export async function readConvenantsInForce(
  tx: Transaction,
  code: string,
  today: CalendarDate,
): Promise<ConvenantInForce[]> {
  return tx.execute<ConvenantInForce & Record<string, unknown>>(sql`
    select c.id, c.title, c.in_force_from::text as "inForceFromDate", c.in_force_until::text as "inForceUntilDate",
           c.tacit_renewal_months as "tacitRenewalMonths",
           (select jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name) order by m.code)
              from convenants_on(${today}) o
              join municipality m on m.code = o.municipality_code
             where o.convenant_id = c.id) as municipalities
      from convenants_on(${today}) here
      join convenant c on c.id = here.convenant_id
     where here.municipality_code = ${code}
     order by c.in_force_from desc, c.id`)
}

/**
 * Where every organisation stands that is a partner under a convenant in force here, or on its own list (R4), in the order of
 * names; all of them at once.
 */
export async function readStandings(
  tx: Transaction,
  code: string,
  today: CalendarDate,
  convenantIds: readonly string[],
): Promise<Standing[]> {
  const rows = await tx.execute<Row>(sql`
    with here as (select unnest(${sql.param(convenantIds)}::uuid[]) as convenant_id)
    select convenant_id, o.id as organisation_id, o.name, o.domain, o.category, o.kind,
           l.organisation_id is not null as listed,
           p.id as partner_id, p.state, p.state_since::text, p.anchor, p.anchor_until::text, p.may_lead,
           a.professionals, to_char(a.last_month, 'YYYY-MM') as last_month
      from (select * from partner join here using (convenant_id)) p
      full join (select * from convenant_party join here using (convenant_id)) l using (convenant_id, organisation_id)
      join organisation o on o.id = organisation_id
      left join overview_activity(${code}, ${today}, ${fewestContributors}) a using (organisation_id)
     order by o.name, o.id, convenant_id`)
  return rows.map(toStanding)
}

type Row = {
  convenant_id: string
  organisation_id: string
  name: string
  domain: Domain
  category: Category
  kind: Organisation['kind']
  listed: boolean
  partner_id: string | null
  state: PartnerState
  state_since: string
  anchor: Partner['anchor']
  anchor_until: string | null
  may_lead: boolean
  professionals: number | null
  last_month: string | null
}

function toStanding(row: Row): Standing {
  const { organisation_id: id, name, domain, category, kind, listed } = row
  const connected = row.state === 'connected'
  return {
    convenantId: row.convenant_id,
    organisation: { id, name, domain, category, kind },
    listed,
    partner:
      row.partner_id === null
        ? null
        : {
            id: row.partner_id,
            state: row.state,
            stateSinceDate: row.state_since,
            anchor: row.anchor,
            anchorUntilDate: row.anchor_until,
            mayLead: row.may_lead,
            professionals: connected ? (row.professionals ?? 0) : 0,
            lastSignalMonth: connected ? row.last_month : null,
          },
  }
}
