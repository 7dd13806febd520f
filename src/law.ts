/**
 * Terms, ages and categories of the law, and nothing else. Every number of the Jeugdwet that the code
 * rests on stands in this file; whatever a convenant may set lies within these limits.
 */

/** A young person has not yet turned this age (R8, Jw 1.1 and 7.1.4.5 lid 2 sub b). */
export const ageLimitYears = 23

/** A signal lasts at most this long after registering (R11, Jw 7.1.4.5 lid 2 sub a). */
export const longestTermMonths = 24

/** How long an ended signal may stay in the archive (R13, Jw 7.1.4.6). */
export const archiveYears = 5

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

/** The legal ground of what the index does, as the logbook cites it (R20). */
export const grounds = {
  registration: 'Jw 7.1.4.1',
  match: 'Jw 7.1.2.3 c',
  notification: 'Jw 7.1.4.3 lid 2',
  ownSignals: 'Jw 7.1.4.4',
  followUp: 'Jw 7.1.3.2',
  ending: 'Jw 7.1.4.5 lid 2',
  identity: 'Jw 7.1.4.2',
} as const
