import { actions } from '../../authorise/actions.ts'
import { neededInProduction, settings } from '../../config.ts'
import { faultMeanings } from '../../ground/fault-codes.ts'
import { scopes } from '../../ground/scopes.ts'
import { glossary } from '../../http/door/glossary.ts'
import { problemTypes } from '../../http/door/problems.ts'
import { endings } from '../../logbook/catalogue/endings.ts'
import { catalogue } from '../../logbook/catalogue.ts'
import { kinds } from '../../outbox/kinds.ts'

/** The lists of the code that the generated files are made from. */
export const lists = {
  events: catalogue,
  kinds,
  endings,
  actions,
  scopes,
  errors: problemTypes,
  faults: faultMeanings,
  words: glossary,
  settings,
  needed: neededInProduction,
}

export type Lists = Readonly<typeof lists>
