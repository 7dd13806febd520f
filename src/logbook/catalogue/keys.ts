import type { Entries } from './entry.ts'

const byOperator = 'an operator changed a key, and was shown nobody'

/** How a version of a key stands by an event of it. The line has the number of the version, and nothing of the key. */
const ofKey = <A extends 'create' | 'execute' | 'update' | 'delete'>(action: A, dutch: string) =>
  ({
    activity: 'accounting',
    grounds: [],
    must: ['count'],
    may: [],
    noLook: byOperator,
    action,
    outcome: 'done',
    dutch,
  }) as const

/** The keys on their way from one version to the next (R23): what an operator began, and what came of it. */
export const ofKeys = {
  index_key_added: ofKey('create', 'Een nieuwe versie van de indexsleutel is toegevoegd.'),
  index_key_change_begun: ofKey('execute', 'De overgang naar een nieuwe indexsleutel is begonnen.'),
  index_key_change_completed: ofKey('update', 'De overgang naar een nieuwe indexsleutel is voltooid.'),
  index_key_destroyed: ofKey('delete', 'Een oude versie van de indexsleutel is vernietigd.'),
  seal_key_added: ofKey('create', 'Een nieuwe versie van de zegelsleutel is toegevoegd.'),
  seal_key_change_begun: ofKey('execute', 'De overgang naar een nieuwe zegelsleutel is begonnen.'),
  seal_key_change_completed: ofKey('update', 'De overgang naar een nieuwe zegelsleutel is voltooid.'),
  seal_key_destroyed: ofKey('delete', 'Een oude versie van de zegelsleutel is vernietigd.'),
  logbook_key_added: ofKey('create', 'Een nieuwe versie van de logboeksleutel is toegevoegd.'),
  logbook_key_change_begun: ofKey('execute', 'De overgang naar een nieuwe logboeksleutel is begonnen.'),
  logbook_key_change_completed: ofKey('update', 'De overgang naar een nieuwe logboeksleutel is voltooid.'),
  logbook_key_destroyed: ofKey('delete', 'Een oude versie van de logboeksleutel is vernietigd.'),
} as const satisfies Entries
