import type { EndReason } from '../../../db/tables/signals.ts'
import { type Ground, grounds } from '../../ground/law.ts'

/** What there is to say of one reason for which a signal, an archived signal or all of a young person ends. */
export interface Ending {
  readonly ground: Ground
  /** What becomes of a signal: it goes to the archive for its term, or is destroyed at once (R13). */
  readonly signal: 'archived' | 'destroyed'
}

/** Every reason to end (R10, R11, R13). */
export const endings: Readonly<Record<EndReason, Ending>> = {
  unfounded: { ground: grounds.endingByProfessional, signal: 'destroyed' },
  risk_gone: { ground: grounds.endingByProfessional, signal: 'archived' },
  lapsed: { ground: grounds.ending, signal: 'archived' },
  turned_23: { ground: grounds.ending, signal: 'destroyed' },
  death: { ground: grounds.ending, signal: 'destroyed' },
  erasure: { ground: grounds.ending, signal: 'destroyed' },
  objection: { ground: grounds.ending, signal: 'destroyed' },
  handed_over: { ground: grounds.coordination, signal: 'destroyed' },
  wind_down: { ground: grounds.connection, signal: 'destroyed' },
  archive_ended: { ground: grounds.archive, signal: 'destroyed' },
}

/** What a line about an ending may cite: their grounds, and the articles on which a data subject asked for it (R21). */
export const groundsOfEnding = [
  ...new Set(Object.values(endings).map(({ ground }) => ground)),
  grounds.rights,
  grounds.rectification,
  grounds.erasure,
  grounds.objection,
] as const
