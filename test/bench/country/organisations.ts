import { randomUUID } from 'node:crypto'
import type { Category } from '../../../src/ground/law.ts'
import type { Municipality } from './municipalities.ts'

/** An organisation of the country, and where it works. */
export interface Organisation {
  readonly id: string
  readonly name: string
  readonly category: Category
  readonly kind: 'institution' | 'independent'
  /** Its own municipality; null where it works in a whole region or country. */
  readonly municipality: string | null
  /** Its own region; null where it works in the whole country. */
  readonly region: string | null
  professionals: number
}

type Kind = Pick<Organisation, 'category' | 'kind'> & {
  readonly name: string
  /** How large it is beside others. */
  readonly weight: number
}

const institution = (category: Category, name: string, weight: number): Kind => ({
  category,
  kind: 'institution',
  name,
  weight,
})
const independent = (category: Category, name: string): Kind => ({
  category,
  kind: 'independent',
  name,
  weight: 1,
})

/** How many thousands of people there are to one, in a municipality that is large enough for one at all. */
const local: readonly (readonly [thousands: number, from: number, kind: Kind])[] = [
  [1e9, 0, independent('school_attendance_officer', 'Leerplicht')],
  [60, 0, institution('neighbourhood_team', 'Sociaal wijkteam', 14)],
  [1e9, 15, institution('social_work', 'Maatschappelijk werk', 12)],
  [1e9, 20, institution('youth_work', 'Jongerenwerk', 8)],
  [1e9, 25, institution('municipal_work_and_income', 'Werk en inkomen', 9)],
  [1e9, 40, institution('debt_counselling', 'Schuldhulp', 6)],
  [1e9, 50, institution('client_support', 'Cliëntondersteuning', 5)],
  [20, 0, institution('primary_school', 'Basisscholen', 9)],
  [35, 12, institution('secondary_school', 'College', 10)],
  [100, 45, institution('special_school', 'Speciaal onderwijs', 8)],
  [150, 85, institution('vocational_education', 'Beroepscollege', 22)],
  [8, 0, independent('general_practitioner', 'Huisarts')],
  [30, 0, independent('midwife', 'Verloskundige')],
  [14, 0, institution('youth_help_provider', 'Jeugdhulp', 11)],
  [24, 0, independent('youth_help_provider', 'Praktijk voor jeugdhulp')],
  [45, 18, institution('mental_health_care', 'GGZ', 12)],
  [150, 60, institution('hospital', 'Ziekenhuis', 16)],
  [150, 80, institution('homeless_and_womens_shelter', 'Opvang', 14)],
]

const regional: readonly Kind[] = [
  institution('youth_health_care_organisation', 'GGD', 170),
  institution('advice_and_reporting_centre', 'Veilig Thuis', 80),
  institution('certified_institution', 'Jeugdbescherming', 150),
  institution('police', 'Politie', 110),
  institution('school_partnership', 'Samenwerkingsverband passend onderwijs', 30),
  institution('early_leaving_registration', 'Doorstroompunt', 15),
  institution('addiction_care', 'Verslavingszorg', 40),
  institution('probation_service', 'Reclassering', 30),
]

const national: readonly Kind[] = [
  institution('certified_institution', 'Landelijke jeugdbescherming', 400),
  institution('homeless_and_womens_shelter', 'Landelijke opvang', 300),
  institution('child_protection_board', 'Raad voor de Kinderbescherming', 500),
  institution('halt', 'Halt', 120),
  institution('guardianship_of_unaccompanied_minors', 'Landelijke voogdij', 150),
  institution('employee_insurance_agency', 'UWV', 150),
  institution('youth_custodial_institution', 'Justitiële jeugdinrichting', 60),
]

/** So many organisations with so many professionals, spread over the municipalities by their size; the same every time but for ids. */
export function planOrganisations(
  municipalities: readonly Municipality[],
  organisations: number,
  professionals: number,
): Organisation[] {
  const regions = [...new Set(municipalities.map(({ region }) => region))]
  const planned = [
    ...national.map((kind) => make(kind, kind.name, null, null)),
    ...regions.flatMap((region) =>
      regional.map((kind) => make(kind, `${kind.name} ${region}`, region, null)),
    ),
    ...municipalities.flatMap(localOrganisations),
  ]
  fillUp(planned, municipalities, organisations)
  share(planned, professionals)
  return planned
}

type Planned = Organisation & { readonly weight: number }

function localOrganisations({ code, name, region, thousands }: Municipality): Planned[] {
  return local.flatMap(([each, from, kind]) => {
    if (thousands < from) return []
    const count = Math.max(1, Math.round(thousands / each))
    return Array.from({ length: count }, (_, n) =>
      make(kind, `${kind.name} ${name}${count > 1 ? ` ${n + 1}` : ''}`, region, code),
    )
  })
}

/** Practices of one or a few, which are what there are most of, up to the number that is wanted. */
function fillUp(planned: Planned[], municipalities: readonly Municipality[], wanted: number): void {
  const total = municipalities.reduce((sum, { thousands }) => sum + thousands, 0)
  const missing = Math.max(0, wanted - planned.length)
  let due = 0
  for (const { code, name, region, thousands } of municipalities) {
    due += (missing * thousands) / total
    for (; due >= 0.5 && planned.length < wanted; due--) {
      const n = planned.length
      planned.push(
        n % 3 === 0
          ? make(independent('general_practitioner', 'Huisarts'), `Huisarts ${name} P${n}`, region, code)
          : make(institution('youth_help_provider', 'Zorg', 3), `Jeugdzorg ${name} Z${n}`, region, code),
      )
    }
  }
}

function make(
  { category, kind, weight }: Kind,
  name: string,
  region: string | null,
  municipality: string | null,
): Planned {
  return { id: randomUUID(), name, category, kind, region, municipality, weight, professionals: 1 }
}

/** Shares the professionals out by weight, one at least, exactly one for somebody independent. */
function share(planned: readonly Planned[], professionals: number): void {
  const institutions = planned.filter(({ kind }) => kind === 'institution')
  const total = institutions.reduce((sum, { weight }) => sum + weight, 0)
  const shared = professionals - (planned.length - institutions.length)
  let left = shared
  let due = 0
  for (const organisation of institutions) {
    due += (organisation.weight / total) * shared
    organisation.professionals = Math.max(1, Math.min(left, Math.round(due)))
    due -= organisation.professionals
    left -= organisation.professionals
  }
}
