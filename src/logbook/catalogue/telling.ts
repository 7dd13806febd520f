import { groundsToTell } from '../../outbox/kinds.ts'
import { type Entries, standsByItself, who } from './entry.ts'

/** What was told to whom. */
export const ofTelling = {
  notification_made: {
    activity: 'notifying',
    grounds: groundsToTell,
    must: ['notificationId'],
    may: [...who, 'youngPersonId', 'signalId', 'matchId', 'accountId', 'requestId'],
    noLook: standsByItself,
    action: 'create',
    outcome: 'told',
    dutch: 'Een bericht staat klaar voor de ontvanger.',
  },
  notification_sent: {
    activity: 'notifying',
    grounds: groundsToTell,
    must: ['notificationId'],
    may: ['actorId', 'signalId', 'matchId', 'requestId'],
    noLook: standsByItself,
    action: 'execute',
    outcome: 'told',
    dutch: 'Een bericht is afgeleverd.',
  },
  notification_withheld: {
    activity: 'notifying',
    grounds: groundsToTell,
    must: ['notificationId'],
    may: ['actorId', 'signalId', 'matchId', 'requestId'],
    noLook: standsByItself,
    action: 'execute',
    outcome: 'told',
    dutch: 'Een bericht is niet verstuurd, omdat het niet meer speelt of de ontvanger weg is.',
  },
  notification_opened: {
    activity: 'notifying',
    grounds: groundsToTell,
    must: ['actorId', 'notificationId'],
    may: ['organisationId', 'signalId', 'matchId', 'accountId', 'requestId'],
    noLook: standsByItself,
    action: 'read',
    outcome: 'done',
    dutch: 'Een bericht is door de ontvanger geopend.',
  },
  notifications_viewed: {
    activity: 'notifying',
    grounds: groundsToTell,
    must: ['actorId'],
    may: ['organisationId', 'accountId', 'notificationId', 'matchId'],
    noLook:
      'a message says that there is a match, and not whose it is or who takes part: that is a look at the match',
    action: 'read',
    outcome: 'done',
    dutch: 'Eigen berichten zijn bekeken.',
  },
} as const satisfies Entries
