import { logbookEvents } from '../../../db/tables/logbook-events.ts'
import { notificationKinds } from '../../../db/tables/notification-kinds.ts'
import { documentsWithTables } from './documents.ts'
import { endingsSql } from './endings.ts'
import { kindsSql } from './kinds.ts'
import type { Lists } from './lists.ts'
import { looksSql } from './looks.ts'
import { namesFile, namesInOrder } from './names.ts'
import { rulesSql } from './rules.ts'

/** The files that are made from the lists of the code, by their path in the repository. */
export function generatedFiles(lists: Lists): Readonly<Record<string, string>> {
  return {
    'db/tables/logbook-events.ts': namesFile(
      {
        constant: 'logbookEvents',
        what: 'What the logbook tells of.',
        from: 'src/logbook/catalogue.ts',
      },
      namesInOrder(logbookEvents, lists.events),
    ),
    'db/tables/notification-kinds.ts': namesFile(
      {
        constant: 'notificationKinds',
        what: 'What people are told of.',
        from: 'src/outbox/kinds.ts',
      },
      namesInOrder(notificationKinds, lists.kinds),
    ),
    'db/functions/delivery/kinds.sql': kindsSql(lists.kinds),
    'db/functions/ending/endings.sql': endingsSql(lists.endings),
    'db/functions/logbook/looks.sql': looksSql(lists.events),
    'db/functions/logbook/logbook_rules.sql': rulesSql(lists.events),
    ...documentsWithTables(lists),
  }
}
