import type { organisationKind, partnerState } from '../../db/tables/convenants.ts'
import type { anchors, Category, Domain } from '../ground/law.ts'

/** What a Dutch reader calls what the code names in English: in tables for a spreadsheet, in mails and in reports. */

export const domainNames: Readonly<Record<Domain, string>> = {
  youth_help: 'Jeugdhulp',
  youth_health_care: 'Jeugdgezondheidszorg',
  health_care: 'Gezondheidszorg',
  education: 'Onderwijs',
  social_support: 'Maatschappelijke ondersteuning',
  work_and_income: 'Werk en inkomen',
  police_and_justice: 'Politie en justitie',
}

export const categoryLabels: Readonly<Record<Category, string>> = {
  youth_help_provider: 'Jeugdhulpaanbieder',
  certified_institution: 'Gecertificeerde instelling',
  guardianship_of_unaccompanied_minors: 'Voogdij over alleenstaande minderjarige vreemdelingen',
  advice_and_reporting_centre: 'Veilig Thuis',
  youth_health_care_organisation: 'Organisatie voor jeugdgezondheidszorg',
  general_practitioner: 'Huisarts',
  hospital: 'Ziekenhuis',
  mental_health_care: 'Geestelijke gezondheidszorg',
  addiction_care: 'Verslavingszorg',
  midwife: 'Verloskundige',
  primary_school: 'School voor primair onderwijs',
  secondary_school: 'School voor voortgezet onderwijs',
  special_school: 'School voor speciaal onderwijs',
  vocational_education: 'Instelling voor middelbaar beroepsonderwijs',
  school_partnership: 'Samenwerkingsverband passend onderwijs',
  school_attendance_officer: 'Leerplichtambtenaar',
  early_leaving_registration: 'Regionale meld- en coördinatiefunctie voortijdig schoolverlaten',
  social_work: 'Algemeen maatschappelijk werk',
  youth_work: 'Jeugd- en jongerenwerk',
  client_support: 'Cliëntondersteuning',
  homeless_and_womens_shelter: 'Maatschappelijke opvang en vrouwenopvang',
  neighbourhood_team: 'Sociaal wijkteam',
  municipal_work_and_income: 'Gemeentelijke dienst werk en inkomen',
  debt_counselling: 'Schuldhulpverlening',
  employee_insurance_agency: 'UWV',
  police: 'Politie',
  child_protection_board: 'Raad voor de Kinderbescherming',
  halt: 'Halt',
  probation_service: 'Reclassering',
  youth_custodial_institution: 'Justitiële jeugdinrichting',
}

export const kindNames: Readonly<Record<(typeof organisationKind.enumValues)[number], string>> = {
  institution: 'Instelling',
  independent: 'Zelfstandige functionaris',
}

export const anchorNames: Readonly<Record<(typeof anchors)[number], string>> = {
  convenant: 'Convenant',
  contract: 'Contract',
  subsidy: 'Subsidie',
}

export const partnerStateNames: Readonly<Record<(typeof partnerState.enumValues)[number], string>> = {
  invited: 'Uitgenodigd',
  agreed: 'Akkoord',
  connected: 'Aangesloten',
  suspended: 'Opgeschort',
  ended: 'Beëindigd',
}
