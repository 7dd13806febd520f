import { anchorNames, categoryLabels, kindNames, partnerStateNames } from '../documents/dutch-names.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { writeTable } from '../ground/tables/write-table.ts'
import type { OrganisationIdentity } from './identifiers.ts'
import type { PartnerState } from './known-organisations.ts'
import type { Anchoring, ContactPerson } from './plan-listings.ts'

/** The organisations of a convenant as a table for a spreadsheet: the same headings go out and come in. */
export const partnerColumns = {
  name: 'Naam',
  category: 'Categorie',
  kind: 'Soort',
  kvkNumber: 'KvK',
  oin: 'OIN',
  agbCode: 'AGB',
  brin: 'BRIN',
  rsin: 'RSIN',
  contactName: 'Contactpersoon',
  jobTitle: 'Functie',
  email: 'E-mail',
  phone: 'Telefoon',
  anchor: 'Verankering',
  anchorReference: 'Kenmerk',
  anchorUntilDate: 'Verankerd tot en met',
  mayLead: 'Regie',
  invite: 'Uitnodigen',
} as const

/** Where each stands, in what goes out; in what comes in it is allowed and not looked at. */
export const stateColumn = { state: 'Stand' } as const

/** One row that goes out: an organisation on the list, a partner, or both. */
export interface PartnerRow {
  readonly organisation: OrganisationIdentity
  readonly contact: ContactPerson | null
  readonly partner: (Anchoring & { readonly state: PartnerState; readonly sinceDate: CalendarDate }) | null
}

/** What a table says for yes and no. */
export const yesAndNo = { ja: true, nee: false } as const

/** Columns of which a spreadsheet may make no number and no day; of the others the import reads what it makes of them. */
const texts = ['name', 'contactName', 'jobTitle', 'email', 'phone', 'oin', 'brin', 'anchorReference']

/** The table of these organisations, in which nothing is taken for a formula. */
export function writePartners(rows: readonly PartnerRow[]): string {
  return writeTable({ ...partnerColumns, ...stateColumn }, rows.map(toCells), texts)
}

function toCells({ organisation, contact, partner }: PartnerRow) {
  return {
    ...organisation,
    category: categoryLabels[organisation.category],
    kind: kindNames[organisation.kind],
    contactName: contact?.name,
    jobTitle: contact?.jobTitle,
    email: contact?.email,
    phone: contact?.phone,
    anchor: partner && anchorNames[partner.anchor],
    anchorReference: partner?.anchorReference,
    anchorUntilDate: partner?.anchorUntilDate,
    mayLead: partner && (partner.mayLead ? 'ja' : 'nee'),
    invite: partner && partner.state !== 'ended' ? 'ja' : 'nee',
    state: partner && partnerStateNames[partner.state],
  }
}
