/**
 * Terms, ages and categories of the law, and nothing else. Every number of the Jeugdwet that the code
 * rests on stands in this file; all that a convenant may set lies within these limits.
 */

/** A young person has not yet turned this age (R8, Jw 1.1 and 7.1.4.5 lid 2 sub b). */
export const ageLimitYears = 23

/** A signal lasts at most this long after registering (R11, Jw 7.1.4.5 lid 2 sub a). */
export const longestTermMonths = 24

/** What a convenant may set, within the law (R4, R11, R12, R22): least and most, and what is usual where nothing is said. */
export const convenantLimits = {
  longestTermMonths: { least: 1, most: longestTermMonths, usual: longestTermMonths },
  smallCountThreshold: { least: 5, most: 100, usual: 10 },
  tacitRenewalMonths: { least: 1, most: 60 },
  /** So many days before a signal lapses its professional is asked, up to so many times. */
  lapseReminderDays: { least: 1, most: 180, times: 4, usual: [30, 7] },
} as const

/** How long an ended signal may stay in the archive (R13, Jw 7.1.4.6). */
export const archiveYears = 5

/** From which age the young person is informed and asks together with the guardian, and from which age alone (R21, Jw 7.1.5). */
export const rightsAges = { jointlyFrom: 12, aloneFrom: 16 } as const

/** How long a municipality has to decide on a request of the data subject, and by how much that may be extended (R21, GDPR 12.3). */
export const requestTermMonths = { usual: 1, extension: 2 } as const

/** How long one may object to a decision on such a request (Awb 6:7). */
export const appealWeeks = 6

/** The seven domains whose organisations may register (R1, Jw 7.1.1.2 lid 1; Besluit Jw 7.1.1-7.1.7). */
export const domains = [
  'youth_help',
  'youth_health_care',
  'health_care',
  'education',
  'social_support',
  'work_and_income',
  'police_and_justice',
] as const

export type Domain = (typeof domains)[number]

/**
 * The categories of organisations that the law designates, each in its domain (R1, Besluit Jw 7.1.1-7.1.7). An organisation
 * of any other category, child care for instance, cannot take part.
 */
export const categories = {
  youth_help_provider: 'youth_help',
  certified_institution: 'youth_help',
  guardianship_of_unaccompanied_minors: 'youth_help',
  advice_and_reporting_centre: 'youth_help',
  youth_health_care_organisation: 'youth_health_care',
  general_practitioner: 'health_care',
  hospital: 'health_care',
  mental_health_care: 'health_care',
  addiction_care: 'health_care',
  midwife: 'health_care',
  primary_school: 'education',
  secondary_school: 'education',
  special_school: 'education',
  vocational_education: 'education',
  school_partnership: 'education',
  school_attendance_officer: 'education',
  early_leaving_registration: 'education',
  social_work: 'social_support',
  youth_work: 'social_support',
  client_support: 'social_support',
  homeless_and_womens_shelter: 'social_support',
  neighbourhood_team: 'social_support',
  municipal_work_and_income: 'work_and_income',
  debt_counselling: 'work_and_income',
  employee_insurance_agency: 'work_and_income',
  police: 'police_and_justice',
  child_protection_board: 'police_and_justice',
  halt: 'police_and_justice',
  probation_service: 'police_and_justice',
  youth_custodial_institution: 'police_and_justice',
} as const satisfies Record<string, Domain>

export type Category = keyof typeof categories

export const categoryNames = Object.keys(categories) as [Category, ...Category[]]

/** Where the agreement with a partner is anchored (R4). */
export const anchors = ['convenant', 'contract', 'subsidy'] as const

/**
 * How far apart those are whom a signal met on arrival: colleagues, another organisation in the municipality, or somebody
 * in another municipality. The farthest of them says what kind of match it was (R22, Jw 7.1.2.3 h).
 */
export const matchKinds = ['within_organisation', 'within_municipality', 'across_municipalities'] as const

export type MatchKind = (typeof matchKinds)[number]

/** What somebody may be invited for: to agree on behalf of a partner, to register, or to work for a municipality (R4). */
export const invitationPurposes = ['partner', 'professional', 'staff'] as const

/** A figure on what people did that fewer than so many contributed to may be one person's own, and is not shown (R22). */
export const fewestContributors = 3

/**
 * When a figure can be traced to nobody (R22), besides that enough professionals are in it: it counts at least as many events
 * as the convenants ask, and never fewer than seven, of which nobody has more than two thirds. So one of three who knows
 * their own figure, and these rules, still cannot tell the others': what they do not know is at least a third of the whole.
 * With a smaller share than two thirds the rule itself would give more away; with fewer than seven it would give all.
 */
export const figureLimits = { leastCount: 7, largestShare: 2 / 3 } as const

/** The legal ground of what the index does, as the logbook cites it (R20). */
export const grounds = {
  registration: 'Jw 7.1.4.1',
  match: 'Jw 7.1.2.3 c',
  notification: 'Jw 7.1.4.3 lid 2',
  ownSignals: 'Jw 7.1.4.4',
  followUp: 'Jw 7.1.3.2',
  endingByProfessional: 'Jw 7.1.4.5 lid 1',
  ending: 'Jw 7.1.4.5 lid 2',
  archive: 'Jw 7.1.4.6',
  archiveNotice: 'Jw 7.1.4.6 lid 2',
  identity: 'Jw 7.1.4.2',
  connection: 'Jw 7.1.3.1',
  coordination: 'Jw 7.1.3.3',
  moves: 'Jw 7.1.2.3 g',
  reports: 'Jw 7.1.2.3 h',
  accountability: 'Jw 7.1.2.3 f',
  purpose: 'Jw 7.1.2.1 lid 3',
  rights: 'Jw 7.1.5',
  information: 'AVG 14',
  access: 'AVG 15',
  rectification: 'AVG 16',
  erasure: 'AVG 17',
  objection: 'AVG 21',
} as const

/** What the logbook may cite, and nothing else: the database holds it to this list (R20). */
export type Ground = (typeof grounds)[keyof typeof grounds]

/** The laws that they are articles of, by their short names. */
export type Law = Ground extends `${infer Name} ${string}` ? Name : never

/**
 * A ground that was read from the database.
 * @throws Error where it is none of these: a newer version of the service has written it
 */
export function knownGround(text: string): Ground {
  const ground = Object.values(grounds).find((each) => each === text)
  if (!ground) throw new Error(`this version of the service does not know the ground ${text}`)
  return ground
}
