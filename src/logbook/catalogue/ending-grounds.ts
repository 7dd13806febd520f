import type { EndReason } from '../../../db/tables/signals.ts'
import { type Ground, grounds } from '../../ground/law.ts'

/** On which article a signal, an archived signal or all of a young person ends, by the reason (R10, R11, R13). */
export const endingGrounds: Readonly<Record<EndReason, Ground>> = {
  unfounded: grounds.endingByProfessional,
  risk_gone: grounds.endingByProfessional,
  lapsed: grounds.ending,
  turned_23: grounds.ending,
  death: grounds.ending,
  erasure: grounds.ending,
  objection: grounds.ending,
  handed_over: grounds.coordination,
  wind_down: grounds.connection,
  archive_ended: grounds.archive,
}

/** What a line about an ending may cite: those, and the articles on which a data subject asked for it (R21). */
export const groundsOfEnding = [
  ...new Set(Object.values(endingGrounds)),
  grounds.rights,
  grounds.rectification,
  grounds.erasure,
  grounds.objection,
] as const
