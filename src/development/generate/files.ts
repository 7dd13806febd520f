import { logbookEvents } from '../../../db/tables/logbook-events.ts'
import { catalogue } from '../../logbook/catalogue.ts'
import { looksSql } from './looks.ts'
import { namesFile } from './names.ts'
import { rulesSql } from './rules.ts'

/** The files that are made from the catalogue, by their path in the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'db/tables/logbook-events.ts': namesFile(
      {
        constant: 'logbookEvents',
        what: 'What the logbook tells of.',
        from: 'src/logbook/catalogue.ts',
      },
      logbookEvents,
      Object.keys(catalogue),
    ),
    'db/functions/logbook/looks.sql': looksSql(),
    'db/functions/logbook/logbook_rules.sql': rulesSql(),
  }
}
