import { contact, exampleIds as ids, pageOf, registeredAt } from '../door/example-parts.ts'

/** Examples of the logbook in the public document, by the name of the schema. */

const logbookLine = {
  id: 4711,
  occurredAt: registeredAt,
  event: 'signal_registered',
  description: 'Een signaal is geregistreerd.',
  ground: 'Jw 7.1.4.1',
  actor: { id: ids.professional, name: contact.name },
  organisation: { id: ids.organisation, name: contact.organisation.name },
  account: null,
  signalId: ids.signal,
  matchId: null,
  notificationId: null,
  convenantId: null,
  partnerId: null,
  municipalityCode: null,
  requestId: null,
  reason: null,
  day: null,
  count: null,
  digest: null,
}

export const logbookExamples: Readonly<Record<string, unknown>> = {
  LogbookLine: logbookLine,
  LogbookPage: pageOf(logbookLine),
}
