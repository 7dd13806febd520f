import { grounds } from '../../ground/law.ts'
import { byItself, type Entries, who } from './entry.ts'

/** The logbook itself. */
export const ofLogbook = {
  checkpoint_signed: {
    activity: 'accounting',
    grounds: [],
    must: ['count', 'digest'],
    may: [],
    noLook: byItself,
    action: 'execute',
    outcome: 'done',
    dutch: 'De stand van het logboek is ondertekend.',
  },
  logbook_viewed: {
    activity: 'accounting',
    grounds: [grounds.accountability],
    must: ['actorId'],
    may: ['organisationId', 'count'],
    noLook: 'no line leads the supervisor to a young person',
    action: 'read',
    outcome: 'done',
    dutch: 'Het logboek is ingezien.',
  },
  logbook_exported: {
    activity: 'accounting',
    grounds: [grounds.accountability],
    must: [],
    may: [...who, 'day', 'count', 'digest'],
    noLook: 'an operator takes lines out, which name a young person by a keyed hash at most',
    action: 'read',
    outcome: 'done',
    dutch: 'Het logboek is uitgevoerd.',
  },
} as const satisfies Entries
