import { contact, exampleIds as ids, pageOf, registeredAt } from '../door/example-parts.ts'

/** Examples of archive notices in the public document, by the name of the schema. */

const archivedSignal = {
  registeredAt: '2023-02-01T10:00:00.000Z',
  endedDate: '2025-02-01',
  name: contact.name,
  jobTitle: contact.jobTitle,
  email: contact.email,
  phone: contact.phone,
  organisation: contact.organisation,
}

const archiveNotice = {
  id: ids.notification,
  madeAt: registeredAt,
  signalId: ids.signal,
  archivedSignals: [archivedSignal],
}

export const archiveNoticeExamples: Readonly<Record<string, unknown>> = {
  ArchivedSignal: archivedSignal,
  ArchiveNotice: archiveNotice,
  ArchiveNoticePage: pageOf(archiveNotice),
}
