import {
  anchorNames,
  categoryLabels,
  domainNames,
  kindNames,
  partnerStateNames,
} from '../documents/dutch-names.ts'
import type { Columns } from '../ground/tables/columns.ts'
import { writeTable } from '../ground/tables/write-table.ts'
import type { MissingParty, Overview, OverviewPartner } from './overview.ts'

/** How a figure looks that is not shown, so that nobody takes it for a zero (R22). */
const notShown = 'niet getoond'

const fixed: Columns = {
  name: 'Organisatie',
  domain: 'Domein',
  category: 'Categorie',
  kind: 'Soort',
  convenant: 'Convenant',
  state: 'Stand',
  since: 'Sinds',
  anchor: 'Verankering',
  anchorUntil: 'Verankerd tot en met',
  lead: 'Regie',
  professionals: 'Meldingsbevoegden',
  lastMonth: 'Laatste maand met signalen',
}

/** The view as a table for a spreadsheet: a row for each partner, and for who is on the list and was never invited (R4). */
export function writePartnerTable(overview: Overview): string {
  const quarters = overview.quarters.map(({ quarter }) => quarter)
  const columns = {
    ...fixed,
    ...Object.fromEntries(quarters.map((quarter) => [`signals ${quarter}`, `Signalen ${quarter}`])),
    ...Object.fromEntries(quarters.map((quarter) => [`matches ${quarter}`, `Matches ${quarter}`])),
  }
  const titles = new Map(overview.convenants.map(({ id, title }) => [id, title]))
  const never = overview.missing.filter(({ state }) => state === null)
  return writeTable(columns, [
    ...overview.partners.map((partner) => ({
      ...rowOf(partner, titles),
      ...partnerCells(partner),
      ...figureCells(partner, quarters),
    })),
    ...never.map((party) => ({ ...rowOf(party, titles), state: 'Niet uitgenodigd' })),
  ])
}

function rowOf(
  { organisation, convenantId }: Pick<MissingParty, 'organisation' | 'convenantId'>,
  titles: ReadonlyMap<string, string>,
) {
  return {
    name: organisation.name,
    domain: domainNames[organisation.domain],
    category: categoryLabels[organisation.category],
    kind: kindNames[organisation.kind],
    convenant: titles.get(convenantId),
  }
}

function partnerCells(partner: OverviewPartner) {
  return {
    state: partnerStateNames[partner.state],
    since: partner.stateSinceDate,
    anchor: anchorNames[partner.anchor],
    anchorUntil: partner.anchorUntilDate,
    lead: partner.mayLead ? 'ja' : 'nee',
    professionals: partner.professionals,
    lastMonth: partner.lastSignalMonth ?? notShown,
  }
}

function figureCells(partner: OverviewPartner, quarters: readonly string[]) {
  return Object.fromEntries(
    quarters.flatMap((quarter) => {
      const figures = partner.quarters.find((each) => each.quarter === quarter)
      return [
        [`signals ${quarter}`, figures?.signals ?? notShown],
        [`matches ${quarter}`, figures?.matches ?? notShown],
      ]
    }),
  )
}
