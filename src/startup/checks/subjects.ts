import type { Config } from '../../config.ts'
import { refuseOtherSubjects } from '../refuse-other-subjects.ts'
import type { Check } from './check.ts'
import { openedDatabase } from './of-the-database.ts'

const step = (_config: Config) => ({
  setting: 'TOKEN_ISSUERS',
  tried: 'hold the issuers beside the accounts',
  where: '',
})

/** The claim by which an issuer names people, beside the accounts that there are: by another nobody of them would be known. */
export const checkSubjects: Check = {
  name: 'subjects',
  what: 'holds the claim by which each issuer names people beside the accounts that there are: by another claim nobody would be known',
  stops: 'always',
  after: ['database', 'schema'],
  step,
  async run(context) {
    const { config } = context
    if (config.issuers === undefined || config.database.url === undefined) return []
    await refuseOtherSubjects(openedDatabase(context), config.issuers)
    return [{ outcome: 'ok', ...step(config), came: 'they go together' }]
  },
}
