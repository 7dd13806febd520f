import { statementOfAgreement } from '../convenants/agreement.ts'
import { examplesOfConnections } from './examples-of-connections.ts'
import { examplesOfPartners } from './examples-of-partners.ts'
import { examplesOfRequests } from './examples-of-requests.ts'
import { overviewExamples } from './overview/examples.ts'
import { problemDocument } from './problems.ts'

/** Examples in the public document, by the name of the schema, or the type of a file; a test holds that each is valid. */

const ids = {
  signal: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
  match: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f02',
  notification: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f03',
  conflict: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f04',
  organisation: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f05',
  professional: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f21',
  colleague: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f22',
  absence: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f23',
  withdrawal: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f24',
}

const registeredAt = '2026-11-22T09:30:00.000Z'

const contact = {
  joinedAt: registeredAt,
  name: 'S. de Wit',
  jobTitle: 'Jeugdverpleegkundige',
  email: 's.dewit@ggd.example',
  phone: '038-0000001',
  deputy: {
    name: 'H. Meulenbelt',
    jobTitle: 'Jeugdarts',
    email: 'h.meulenbelt@ggd.example',
    phone: '038-0000002',
  },
  organisation: { id: ids.organisation, name: 'GGD IJsselland', domain: 'youth_health_care' },
}

const stored = {
  id: ids.signal,
  bsnLastDigits: '653',
  registeredAt,
  removalDate: '2028-11-22',
  municipalityCode: '0193',
}

const signal = { ...stored, matchId: ids.match }
const { bsnLastDigits: _, ...signalOfColleague } = signal
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
const quickWithdrawal = {
  id: ids.withdrawal,
  professional: { id: ids.professional, name: contact.name },
  organisation: { id: ids.organisation, name: contact.organisation.name },
  municipalityCode: '0193',
  registeredAt,
  endedAt: '2026-11-22T16:05:00.000Z',
}

const person = {
  name: contact.name,
  jobTitle: contact.jobTitle,
  email: contact.email,
  phone: contact.phone,
}
const absence = {
  id: ids.absence,
  deputy: { id: ids.colleague, name: 'H. Meulenbelt' },
  fromDate: '2026-11-20',
  untilDate: '2026-12-07',
}
const professional = {
  id: ids.professional,
  ...person,
  roles: ['professional'],
  hasLogin: true,
  detailsConfirmedDate: '2026-09-01',
  confirmationDue: false,
  absence,
}
const invitationCode = 'AZLjtHwafS6aEFtsfY6fAw.c2FtcGxlLW9mLWEtY29kZS1r'

const reportFigure = {
  quarter: '2026-Q3',
  municipalityCode: null,
  domain: 'youth_help',
  kind: null,
  count: 128,
  complete: true,
}

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

const pageOf = (item: object) => ({ items: [item], next: null })

export const examples: Readonly<Record<string, unknown>> = {
  SignalRegistration: {
    bsn: '999993653',
    birthDate: '2015-06-01',
    municipalityCode: '0193',
    removalDate: '2028-11-22',
  },
  RegisteredSignal: {
    ...stored,
    match: { id: ids.match, createdAt: registeredAt, participants: [contact] },
  },
  Signal: signal,
  SignalPage: pageOf(signal),
  BsnDisclosure: { bsn: '999993653' },
  SignalRenewal: { removalDate: '2028-11-22' },
  SignalEnding: { reason: 'risk_gone' },
  ArchivedSignal: archivedSignal,
  ArchiveNotice: archiveNotice,
  ArchiveNoticePage: pageOf(archiveNotice),
  QuickWithdrawal: quickWithdrawal,
  QuickWithdrawalPage: pageOf(quickWithdrawal),
  Contact: contact,
  Match: match,
  MatchPage: pageOf(match),
  Notification: notification,
  NotificationPage: pageOf(notification),
  IdentityConflict: conflict,
  IdentityConflictPage: pageOf(conflict),
  NewProfessional: { ...person, roles: ['professional'] },
  ProfessionalChange: { phone: '038-0000002' },
  Professional: professional,
  ProfessionalPage: pageOf(professional),
  SignalOfColleague: signalOfColleague,
  SignalOfColleaguePage: pageOf(signalOfColleague),
  HandOver: { toProfessionalId: ids.colleague, signalIds: [ids.signal] },
  Withdrawal: { handOverToId: ids.colleague },
  Profile: {
    id: ids.professional,
    ...person,
    organisation: { id: ids.organisation, name: contact.organisation.name },
    roles: [{ role: 'professional', municipalityCode: null }],
    detailsConfirmedDate: '2026-09-01',
    confirmationDue: false,
  },
  ProfessionalsImport: { dryRun: true, rows: [{ line: 2, professional: 'added' }], errors: [] },
  NewAbsence: { deputy: { id: ids.colleague }, fromDate: absence.fromDate, untilDate: absence.untilDate },
  Absence: absence,
  AbsenceList: { items: [absence] },
  HandledSignals: { handedOver: 12, ended: 1, notified: 9 },
  'application/pdf': '%PDF-1.3',
  'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'text/csv': '\uFEFFNaam;Functie;E-mail\r\nS. de Wit;Jeugdverpleegkundige;s.dewit@ggd.example\r\n',
  InvitationCode: { code: invitationCode },
  Acceptance: { code: invitationCode, agreement: true },
  Invitation: {
    purpose: 'partner',
    person: contact.name,
    organisation: contact.organisation.name,
    convenant: { title: 'Convenant verwijsindex Zwolle', municipalities: ['Zwolle'] },
    expiresAt: '2026-12-22T09:30:00.000Z',
    statement: [...statementOfAgreement],
  },
  AcceptedInvitation: { purpose: 'partner' },
  ...examplesOfConnections,
  ...overviewExamples,
  LogbookLine: logbookLine,
  LogbookPage: pageOf(logbookLine),
  ReportFigure: reportFigure,
  ReportFigures: { publishedQuarters: ['2026-Q3'], items: [reportFigure] },
  ...examplesOfPartners,
  ...examplesOfRequests,
  Problem: problemDocument('invalid-request', [
    {
      in: 'body',
      name: '/bsn',
      code: 'bsn',
      detail: 'Dit is geen geldig burgerservicenummer.',
    },
  ]),
}
