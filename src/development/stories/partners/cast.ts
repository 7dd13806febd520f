import { writeTable } from '../../../ground/tables/write-table.ts'
import { partnerColumns } from '../../../partners/partners-table.ts'

/** The 27 partners of the story. Sixteen are those that the council's papers name; the others and all people are made up. */
const organisations: readonly (readonly [name: string, category: string, anchor: string])[] = [
  ['Sociale Wijkteams', 'Sociaal wijkteam', 'Convenant'],
  ['Veilig Thuis IJsselland', 'Veilig Thuis', 'Convenant'],
  ['GGD IJsselland', 'Organisatie voor jeugdgezondheidszorg', 'Convenant'],
  ['Raad voor de Kinderbescherming', 'Raad voor de Kinderbescherming', 'Convenant'],
  ['JBOV', 'Gecertificeerde instelling', 'Contract'],
  ['WSG', 'Gecertificeerde instelling', 'Contract'],
  ['Leger des Heils', 'Maatschappelijke opvang en vrouwenopvang', 'Subsidie'],
  ['Mindfit', 'Geestelijke gezondheidszorg', 'Contract'],
  ['MEE', 'Cliëntondersteuning', 'Subsidie'],
  ['De Kern', 'Algemeen maatschappelijk werk', 'Subsidie'],
  ['Kadera', 'Maatschappelijke opvang en vrouwenopvang', 'Subsidie'],
  ['OOZ', 'School voor primair onderwijs', 'Convenant'],
  ['Deltion College', 'Instelling voor middelbaar beroepsonderwijs', 'Convenant'],
  ['Talentstad', 'School voor voortgezet onderwijs', 'Convenant'],
  ['Integrale Vroeghulp IJsseloevers', 'Jeugdhulpaanbieder', 'Subsidie'],
  ['Jongerenwerk De Brug', 'Jeugd- en jongerenwerk', 'Subsidie'],
  ['Ziekenhuis De Weide', 'Ziekenhuis', 'Convenant'],
  ['Verslavingszorg Oost', 'Verslavingszorg', 'Contract'],
  ['Speciaal Onderwijs De Hanze', 'School voor speciaal onderwijs', 'Convenant'],
  ['Samenwerkingsverband De Vecht', 'Samenwerkingsverband passend onderwijs', 'Convenant'],
  ['Werkplein Zuid', 'Gemeentelijke dienst werk en inkomen', 'Convenant'],
  ['Schuldhulp Oost', 'Schuldhulpverlening', 'Subsidie'],
  ['Politie Oost', 'Politie', 'Convenant'],
  ['Halt Oost', 'Halt', 'Subsidie'],
  ['Reclassering Oost', 'Reclassering', 'Convenant'],
  ['Jeugdhulp De Linde', 'Jeugdhulpaanbieder', 'Contract'],
  ['Jeugdhulp Het Anker', 'Jeugdhulpaanbieder', 'Contract'],
]

export interface Contact {
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
}

export interface StoryPartner {
  readonly name: string
  readonly category: string
  readonly anchor: string
  readonly contact: Contact
  /** Whether the table asks to invite it; the others are invited one by one. */
  readonly invite: boolean
  readonly kvkNumber: string
}

/** The partners, with numbers and addresses that are of one playing of the story only. */
export function partnersOf(playing: string): StoryPartner[] {
  return organisations.map(([name, category, anchor], n) => ({
    name: `${name} ${playing}`,
    category,
    anchor,
    contact: person(`contact-${n + 1}`, playing),
    invite: n < 20,
    kvkNumber: `${playing}${String(1000 + n)}`,
  }))
}

/** Somebody made up. */
export function person(key: string, playing: string): Contact {
  return {
    name: 'Robin van Vliet',
    jobTitle: 'Contactpersoon verwijsindex',
    email: `${key}-${playing}@organisatie.example`,
    phone: '038-1234567',
  }
}

/** The table of the partners, whole and right. */
export function tableOf(partners: readonly StoryPartner[]): string {
  return writeTable(partnerColumns, partners.map(toRow))
}

/** The same table as somebody might first have kept it: six things are wrong, each on a line of its own. */
export function faultyTableOf(partners: readonly StoryPartner[]): string {
  const rows = partners.map(toRow)
  const faults: Readonly<Record<number, object>> = {
    2: { category: 'Domein kinderopvang' },
    5: { kvkNumber: '1234' },
    9: { email: 'geen adres' },
    13: { invite: 'misschien' },
    17: { kvkNumber: rows[0]?.kvkNumber },
    21: { anchorUntilDate: 'eind 2027' },
  }
  return writeTable(
    partnerColumns,
    rows.map((row, n) => ({ ...row, ...faults[n] })),
  )
}

/** The lines of the table, its headings the first, on which something is wrong. */
export const faultyLines = [4, 7, 11, 15, 19, 23]

function toRow({ name, category, anchor, contact, invite, kvkNumber }: StoryPartner) {
  return {
    name,
    category,
    kind: 'Instelling',
    kvkNumber,
    contactName: contact.name,
    jobTitle: contact.jobTitle,
    email: contact.email,
    phone: contact.phone,
    anchor,
    anchorUntilDate: anchor === 'Convenant' ? undefined : '2027-12-31',
    mayLead: 'nee',
    invite: invite ? 'ja' : 'nee',
  }
}
