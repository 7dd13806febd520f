import type { Entries } from './entry.ts'

const byOperator = 'an operator changed a key, and was shown nobody'

/** A line has the number of the version, and nothing of the key. */
const ofKey = {
  activity: 'accounting',
  grounds: [],
  must: ['count'],
  may: [],
  noLook: byOperator,
  outcome: 'done',
} as const

/** The keys on their way from one version to the next (R23): what an operator began, and what came of it. */
export const ofKeys = {
  index_key_added: {
    ...ofKey,
    action: 'create',
    dutch: 'Een nieuwe versie van de indexsleutel is toegevoegd.',
  },
  index_key_change_begun: {
    ...ofKey,
    action: 'execute',
    dutch: 'De overgang naar een nieuwe indexsleutel is begonnen.',
  },
  index_key_change_completed: {
    ...ofKey,
    action: 'update',
    dutch: 'De overgang naar een nieuwe indexsleutel is voltooid.',
  },
  index_key_destroyed: {
    ...ofKey,
    action: 'delete',
    dutch: 'Een oude versie van de indexsleutel is vernietigd.',
  },
  seal_key_added: {
    ...ofKey,
    action: 'create',
    dutch: 'Een nieuwe versie van de zegelsleutel is toegevoegd.',
  },
  seal_key_change_begun: {
    ...ofKey,
    action: 'execute',
    dutch: 'De overgang naar een nieuwe zegelsleutel is begonnen.',
  },
  seal_key_change_completed: {
    ...ofKey,
    action: 'update',
    dutch: 'De overgang naar een nieuwe zegelsleutel is voltooid.',
  },
  seal_key_destroyed: {
    ...ofKey,
    action: 'delete',
    dutch: 'Een oude versie van de zegelsleutel is vernietigd.',
  },
  logbook_key_added: {
    ...ofKey,
    action: 'create',
    dutch: 'Een nieuwe versie van de logboeksleutel is toegevoegd.',
  },
  logbook_key_change_begun: {
    ...ofKey,
    action: 'execute',
    dutch: 'De overgang naar een nieuwe logboeksleutel is begonnen.',
  },
  logbook_key_change_completed: {
    ...ofKey,
    action: 'update',
    dutch: 'De overgang naar een nieuwe logboeksleutel is voltooid.',
  },
  logbook_key_destroyed: {
    ...ofKey,
    action: 'delete',
    dutch: 'Een oude versie van de logboeksleutel is vernietigd.',
  },
} as const satisfies Entries
