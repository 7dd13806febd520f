import { contact, exampleIds as ids, pageOf, registeredAt } from '../door/example-parts.ts'

/** Examples of matches, notifications and identity conflicts in the public document, by the name of the schema. */

const match = {
  id: ids.match,
  createdAt: registeredAt,
  signalId: ids.signal,
  onBehalfOf: null,
  participants: [contact],
}

const notification = {
  id: ids.notification,
  event: 'match_created',
  matchId: ids.match,
  createdAt: registeredAt,
  onBehalfOf: null,
  state: 'delivered',
  deliveredAt: '2026-11-22T09:30:02.000Z',
  openedAt: '2026-11-22T10:05:00.000Z',
}

const conflict = {
  id: ids.conflict,
  detectedAt: registeredAt,
  professionals: [
    {
      name: contact.name,
      email: contact.email,
      phone: contact.phone,
      organisation: contact.organisation.name,
      disagreed: true,
    },
  ],
}

export const matchExamples: Readonly<Record<string, unknown>> = {
  Match: match,
  MatchPage: pageOf(match),
  Notification: notification,
  NotificationPage: pageOf(notification),
  IdentityConflict: conflict,
  IdentityConflictPage: pageOf(conflict),
}
