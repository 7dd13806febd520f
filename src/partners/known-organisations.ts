import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/driver/client.ts'
import type { partnerState } from '../../db/tables/convenants.ts'
import { type Identifiers, identifierNames, type OrganisationIdentity } from './identifiers.ts'

export type PartnerState = (typeof partnerState.enumValues)[number]

/** An organisation that is there, and how it stands under one convenant. */
export interface KnownOrganisation extends OrganisationIdentity {
  readonly id: string
  /** Whether this convenant lists it, or has it for a partner. */
  readonly here: boolean
  readonly listed: boolean
  readonly partner: { readonly id: string; readonly state: PartnerState } | null
}

/**
 * Everything that organisations as given may turn out to be: all that share a number with one of them, and all that this
 * convenant knows (R4). One look for a whole table of them.
 */
export async function readKnownOrganisations(
  tx: Transaction,
  convenantId: string,
  given: readonly Identifiers[],
): Promise<KnownOrganisation[]> {
  const numbers = (name: keyof Identifiers) => sql.param(given.flatMap((one) => one[name] ?? []))
  const columns = { kvkNumber: 'kvk_number', oin: 'oin', agbCode: 'agb_code', brin: 'brin', rsin: 'rsin' }
  const byNumber = identifierNames.map(
    (name) =>
      sql`select id from organisation where ${sql.identifier(columns[name])} = any (${numbers(name)}::text[])`,
  )
  const rows = await tx.execute<Row>(sql`
    with found as (
      select organisation_id as id from convenant_party where convenant_id = ${convenantId}
      union select organisation_id from partner where convenant_id = ${convenantId}
      union ${sql.join(byNumber, sql` union `)})
    select o.*, l.listed_at is not null as listed, p.id as partner_id, p.state
      from found
      join organisation o on o.id = found.id
      left join convenant_party l on l.organisation_id = o.id and l.convenant_id = ${convenantId}
      left join partner p on p.organisation_id = o.id and p.convenant_id = ${convenantId}`)
  return rows.map((row) => ({
    ...toIdentity(row),
    id: row.id,
    here: row.listed || row.partner_id !== null,
    listed: row.listed,
    partner: row.partner_id === null ? null : { id: row.partner_id, state: row.state },
  }))
}

/** An organisation as its row says. */
export function toIdentity(row: OrganisationRow): OrganisationIdentity {
  return {
    name: row.name,
    category: row.category,
    kind: row.kind,
    kvkNumber: row.kvk_number,
    oin: row.oin,
    agbCode: row.agb_code,
    brin: row.brin,
    rsin: row.rsin,
  }
}

export type OrganisationRow = {
  id: string
  name: string
  category: OrganisationIdentity['category']
  kind: OrganisationIdentity['kind']
  kvk_number: string | null
  oin: string | null
  agb_code: string | null
  brin: string | null
  rsin: string | null
}

type Row = OrganisationRow & { listed: boolean; partner_id: string | null; state: PartnerState }
