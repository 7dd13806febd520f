import { logbookEvents } from '../../../db/tables/logbook-events.ts'
import { notificationKinds } from '../../../db/tables/notification-kinds.ts'
import { catalogue } from '../../logbook/catalogue.ts'
import { kinds } from '../../outbox/kinds.ts'
import { endingGroundsSql } from './endings.ts'
import { kindsSql } from './kinds.ts'
import { looksSql } from './looks.ts'
import { namesFile, namesInOrder } from './names.ts'
import { rulesSql } from './rules.ts'

/** The files that are made from the catalogue of events and the kinds of notification, by their path in the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'db/tables/logbook-events.ts': namesFile(
      {
        constant: 'logbookEvents',
        what: 'What the logbook tells of.',
        from: 'src/logbook/catalogue.ts',
      },
      namesInOrder(logbookEvents, catalogue),
    ),
    'db/tables/notification-kinds.ts': namesFile(
      {
        constant: 'notificationKinds',
        what: 'What people are told of.',
        from: 'src/outbox/kinds.ts',
      },
      namesInOrder(notificationKinds, kinds),
    ),
    'db/functions/delivery/kinds.sql': kindsSql(),
    'db/functions/retention/ending_grounds.sql': endingGroundsSql(),
    'db/functions/logbook/looks.sql': looksSql(),
    'db/functions/logbook/logbook_rules.sql': rulesSql(),
  }
}
