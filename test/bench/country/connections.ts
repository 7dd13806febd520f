import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { categories } from '../../../src/ground/law.ts'
import type { Municipality } from './municipalities.ts'
import type { Organisation } from './organisations.ts'

/** A convenant of one municipality, or of all of a region. */
interface Convenant {
  readonly id: string
  readonly region: string
  readonly municipalities: readonly Municipality[]
}

/**
 * Writes municipalities, their convenants, the organisations on each convenant's own list and the partners in all states, with how
 * they came there and where they are anchored (R4).
 */
export async function writeConnections(
  tx: postgres.TransactionSql,
  municipalities: readonly Municipality[],
  organisations: readonly Organisation[],
): Promise<void> {
  const convenants = makeConvenants(municipalities)
  await insert(
    tx,
    'municipality',
    municipalities.map(({ code, name }) => ({ code, name, valid_from: '1900-01-01' })),
  )
  await insert(tx, 'convenant', convenants.map(toConvenant))
  await insert(
    tx,
    'convenant_municipality',
    convenants.flatMap(({ id, municipalities: members }) =>
      members.map(({ code }) => ({ convenant_id: id, municipality_code: code, from_date: '2020-01-01' })),
    ),
  )
  await insert(tx, 'organisation', organisations.map(toOrganisation))
  const listed = convenants.flatMap((convenant) =>
    organisations.filter((organisation) => worksUnder(organisation, convenant)).map((o) => [convenant, o]),
  ) as [Convenant, Organisation][]
  await insert(
    tx,
    'convenant_party',
    listed.map(([convenant, { id }]) => ({
      convenant_id: convenant.id,
      organisation_id: id,
      listed_at: '2020-01-01T09:00:00Z',
    })),
  )
  await insert(
    tx,
    'partner',
    listed.flatMap(([convenant, organisation], n) => toPartner(convenant, organisation, n)),
  )
  await tx.unsafe(partnerSteps)
}

/** Half of the regions have one convenant together; elsewhere every municipality has its own. */
function makeConvenants(municipalities: readonly Municipality[]): Convenant[] {
  const regions = [...new Set(municipalities.map(({ region }) => region))]
  return regions.flatMap((region) => {
    const members = municipalities.filter((municipality) => municipality.region === region)
    const together = Number(region.slice(2)) % 2 === 1
    return (together ? [members] : members.map((member) => [member])).map((of) => ({
      id: randomUUID(),
      region,
      municipalities: of,
    }))
  })
}

function toConvenant({ id, region, municipalities }: Convenant, n: number) {
  const [first] = municipalities
  const until = n % 3 === 0 ? null : `${2027 + (n % 4)}-12-31`
  return {
    id,
    title: `Convenant verwijsindex ${municipalities.length > 1 ? `regio ${region}` : first?.name}`,
    signed_date: '2019-11-01',
    in_force_from: '2020-01-01',
    in_force_until: until,
    tacit_renewal_months: until !== null && n % 2 === 0 ? 24 : null,
    document_reference: `CONV-${region}-${n}`,
    longest_term_months: 24,
    small_count_threshold: n % 5 === 0 ? 15 : 10,
  }
}

function toOrganisation({ id, name, category, kind }: Organisation, n: number) {
  return {
    id,
    name,
    domain: categories[category],
    kind,
    category,
    kvk_number: String(90_000_000 + n),
  }
}

function worksUnder({ municipality, region }: Organisation, convenant: Convenant): boolean {
  if (municipality !== null) return convenant.municipalities.some(({ code }) => code === municipality)
  return region === null || region === convenant.region
}

/** Who of every hundred on the list stands where; the last few were never invited. */
const standings = [
  [82, 'connected'],
  [86, 'invited'],
  [89, 'agreed'],
  [92, 'suspended'],
  [95, 'ended'],
] as const

const anchors: Readonly<Record<string, string>> = {
  youth_help_provider: 'contract',
  mental_health_care: 'contract',
  certified_institution: 'contract',
  social_work: 'subsidy',
  youth_work: 'subsidy',
  client_support: 'subsidy',
  homeless_and_womens_shelter: 'subsidy',
}

function toPartner(convenant: Convenant, { id, category, municipality }: Organisation, n: number) {
  const chance = municipality === null ? 0 : (n * 37) % 100
  const state = standings.find(([until]) => chance < until)?.[1]
  const anchor = anchors[category] ?? 'convenant'
  if (state === undefined) return []
  return [
    {
      id: randomUUID(),
      convenant_id: convenant.id,
      organisation_id: id,
      state,
      state_since: `${2020 + (n % 6)}-0${1 + (n % 9)}-15`,
      anchor,
      anchor_until: anchor === 'convenant' ? null : `${2025 + (n % 5)}-12-31`,
      anchor_reference: anchor === 'convenant' ? null : `${anchor.toUpperCase()}-${n}`,
      may_lead: categories[category] === 'youth_help' || categories[category] === 'social_support',
    },
  ]
}

/** The steps by which a partner came to where it stands, some weeks apart. */
const partnerSteps = `
  insert into partner_step (id, partner_id, state, from_date, recorded_at)
  select gen_random_uuid(), p.id, s.state::partner_state, p.state_since - s.days, (p.state_since - s.days)::timestamptz
    from partner p
    join lateral (
      select * from (values ('invited', 60), ('agreed', 40), ('connected', 20)) v (state, days)
       where v.state::partner_state < p.state
      union all
      select p.state::text, 0) s on true`

/** Rows of a table, by the names of its columns; what is left out is what the table says. */
async function insert(
  tx: postgres.TransactionSql,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join()
  for (let from = 0; from < rows.length; from += 5000) {
    const part = rows.slice(from, from + 5000) as postgres.JSONValue
    await tx`insert into ${tx.unsafe(`${table} (${columns})`)}
             select ${tx.unsafe(columns)} from jsonb_populate_recordset(null::${tx.unsafe(table)}, ${tx.json(part)})`
  }
}
