import type { InjectOptions } from 'fastify'
import type { Region } from '../support/region.ts'
import { partnerPrepare, partnerRequests } from './partner-requests.ts'

/** What a request of each operation needs to be one that goes well. */
export interface Wanted {
  readonly bsn: string
  readonly signalId: string
  /** Another signal of the professional, which can be ended. */
  readonly endingId: string
  readonly matchId: string
  /** A notification of the professional. */
  readonly notificationId: string
  readonly municipality: string
  readonly convenantId: string
  readonly organisationId: string
  readonly partnerId: string
  /** A professional of the organisation. */
  readonly accountId: string
  /** Another professional of the same organisation. */
  readonly colleagueId: string
  /** An appointment in the municipality. */
  readonly officerId: string
  /** A professional of the organisation who can leave it. */
  readonly leaverId: string
  /** An absence of somebody of the organisation. */
  readonly absenceId: string
  /** A request of a data subject to the municipality, on which the professional is asked for advice. */
  readonly requestId: string
  /** A wind-down of the municipality's. */
  readonly windDownId: string
}

/** Ids of nothing. */
export const nowhere: Omit<Wanted, 'bsn'> = {
  signalId: crypto.randomUUID(),
  endingId: crypto.randomUUID(),
  matchId: crypto.randomUUID(),
  notificationId: crypto.randomUUID(),
  municipality: '0000',
  convenantId: crypto.randomUUID(),
  organisationId: crypto.randomUUID(),
  partnerId: crypto.randomUUID(),
  accountId: crypto.randomUUID(),
  colleagueId: crypto.randomUUID(),
  officerId: crypto.randomUUID(),
  leaverId: crypto.randomUUID(),
  absenceId: crypto.randomUUID(),
  requestId: crypto.randomUUID(),
  windDownId: crypto.randomUUID(),
}

/** What an operation that changes something needs made anew for each time that it is to go well. */
export const prepare: Readonly<
  Record<string, (wanted: Omit<Wanted, 'bsn'>, made: Region) => Promise<Partial<Wanted>>>
> = {
  ...partnerPrepare,
  makeAccessDocument: async ({ municipality, signalId }, made) => ({
    requestId: await made.subjectRequest(municipality, signalId, 'access', 'granted'),
  }),
  readCertificate: async ({ municipality, signalId }, made) => ({
    requestId: await made.subjectRequest(municipality, signalId, 'erasure', 'granted'),
  }),
  mergeMunicipalities: async (_wanted, made) => ({ municipality: await made.municipality(unusedCode()) }),
  readConvenant: ownConvenant,
  changeConvenant: ownConvenant,
  windDownConvenant: ownConvenant,
  readWindDown: async ({ municipality }, made) => ({
    windDownId: await made.windDown(await made.convenant([municipality]), municipality),
  }),
  agreeToConvenant: async ({ municipality }, made) => ({
    convenantId: await made.convenant([municipality], { agreed: false }),
  }),
  endOfficer: async ({ municipality }, made) => {
    const { roleIds } = await made.account({ roles: ['municipal_administrator'], municipality })
    return { officerId: roleIds[0] ?? '' }
  },
}

async function ownConvenant({ municipality }: Omit<Wanted, 'bsn'>, made: Region) {
  return { convenantId: await made.convenant([municipality]) }
}

let counter = 0

/** A code that no other test region has. */
function unusedCode(): string {
  return String(5000 + (counter++ % 5000))
}

const newcomer = {
  name: 'N. Nieuw',
  jobTitle: 'Jeugdprofessional',
  email: 'n.nieuw@organisatie.example',
  phone: '038-1234567',
}

/** A good request for every operation of the document. */
export const requests: Readonly<Record<string, (wanted: Wanted) => InjectOptions>> = {
  registerSignal: ({ bsn }) => ({
    method: 'POST',
    url: '/v1/signals',
    payload: { bsn, birthDate: '2015-06-01' },
  }),
  listSignals: () => ({ method: 'GET', url: '/v1/signals' }),
  readSignal: ({ signalId }) => ({ method: 'GET', url: `/v1/signals/${signalId}` }),
  discloseBsn: ({ signalId }) => ({ method: 'POST', url: `/v1/signals/${signalId}/bsn-disclosures` }),
  renewSignal: ({ signalId }) => ({ method: 'POST', url: `/v1/signals/${signalId}/renewals`, payload: {} }),
  endSignal: ({ endingId }) => ({
    method: 'POST',
    url: `/v1/signals/${endingId}/endings`,
    payload: { reason: 'unfounded' },
  }),
  listArchiveNotices: () => ({ method: 'GET', url: '/v1/archive-notices' }),
  listQuickWithdrawals: () => ({ method: 'GET', url: '/v1/quick-withdrawals' }),
  listMatches: () => ({ method: 'GET', url: '/v1/matches' }),
  readMatch: ({ matchId }) => ({ method: 'GET', url: `/v1/matches/${matchId}` }),
  listNotifications: () => ({ method: 'GET', url: '/v1/notifications' }),
  readNotification: ({ notificationId }) => ({ method: 'GET', url: `/v1/notifications/${notificationId}` }),
  listProfessionals: () => ({ method: 'GET', url: '/v1/professionals' }),
  addProfessional: () => ({ method: 'POST', url: '/v1/professionals', payload: newcomer }),
  readProfessional: ({ accountId }) => ({ method: 'GET', url: `/v1/professionals/${accountId}` }),
  changeProfessional: ({ accountId }) => ({
    method: 'PATCH',
    url: `/v1/professionals/${accountId}`,
    payload: { phone: '038-7654321' },
  }),
  listSignalsOfColleague: ({ accountId }) => ({
    method: 'GET',
    url: `/v1/professionals/${accountId}/signals`,
  }),
  handOverSignals: ({ accountId, colleagueId }) => ({
    method: 'POST',
    url: `/v1/professionals/${accountId}/hand-overs`,
    payload: { toProfessionalId: colleagueId },
  }),
  importProfessionals: () => ({
    method: 'POST',
    url: '/v1/professionals/_import?dryRun=false',
    headers: { 'content-type': 'text/csv' },
    payload:
      'Naam;Functie;E-mail;Telefoon;Rol\nP. Mul;Mentor;p.mul@organisatie.example;038-1234567;professional\n',
  }),
  readProfile: () => ({ method: 'GET', url: '/v1/profile' }),
  confirmDetails: () => ({ method: 'POST', url: '/v1/profile/confirmations' }),
  listAbsences: ({ accountId }) => ({ method: 'GET', url: `/v1/professionals/${accountId}/absences` }),
  recordAbsence: ({ accountId, colleagueId }) => ({
    method: 'POST',
    url: `/v1/professionals/${accountId}/absences`,
    payload: { deputy: { id: colleagueId }, fromDate: '2099-01-01', untilDate: '2099-02-01' },
  }),
  endAbsence: ({ absenceId }) => ({ method: 'POST', url: `/v1/absences/${absenceId}/_end` }),
  withdrawProfessional: ({ leaverId }) => ({
    method: 'POST',
    url: `/v1/professionals/${leaverId}/withdrawals`,
    payload: {},
  }),
  listIdentityConflicts: () => ({ method: 'GET', url: '/v1/identity-conflicts' }),
  listLogbookLines: () => ({ method: 'GET', url: '/v1/logbook-lines' }),
  listReportFigures: () => ({
    method: 'GET',
    url: '/v1/report-figures?measure=signals&fromQuarter=2026-Q1&untilQuarter=2026-Q4',
  }),
  readInvitation: () => ({
    method: 'POST',
    url: '/v1/invitations/_read',
    payload: { code: 'a code of nothing' },
  }),
  acceptInvitation: () => ({
    method: 'POST',
    url: '/v1/invitations/_accept',
    payload: { code: 'a code of nothing', agreement: true },
  }),
  ...partnerRequests,
  recordMunicipality: () => ({
    method: 'POST',
    url: '/v1/municipalities',
    payload: { code: unusedCode(), name: 'Nergenshuizen', validFromDate: '2020-01-01' },
  }),
  listMunicipalities: () => ({ method: 'GET', url: '/v1/municipalities' }),
  readMunicipality: ({ municipality }) => ({ method: 'GET', url: `/v1/municipalities/${municipality}` }),
  mergeMunicipalities: ({ municipality }) => ({
    method: 'POST',
    url: '/v1/municipality-mergers',
    payload: {
      formerCodes: [municipality],
      successor: { code: unusedCode(), name: 'IJsselstad' },
      mergerDate: '2099-01-01',
    },
  }),
  recordConvenant: ({ municipality }) => ({
    method: 'POST',
    url: '/v1/convenants',
    payload: {
      title: `Convenant ${counter++}`,
      signedDate: '2020-01-01',
      inForceFromDate: '2020-01-01',
      municipalityCodes: [municipality],
    },
  }),
  listConvenants: () => ({ method: 'GET', url: '/v1/convenants' }),
  readConvenant: ({ convenantId }) => ({ method: 'GET', url: `/v1/convenants/${convenantId}` }),
  changeConvenant: ({ convenantId }) => ({
    method: 'PATCH',
    url: `/v1/convenants/${convenantId}`,
    payload: { title: 'Convenant jeugd' },
  }),
  agreeToConvenant: ({ convenantId, municipality }) => ({
    method: 'POST',
    url: `/v1/convenants/${convenantId}/agreements`,
    payload: { municipalityCode: municipality },
  }),
  windDownConvenant: ({ convenantId }) => ({
    method: 'POST',
    url: `/v1/convenants/${convenantId}/wind-downs`,
    payload: {},
  }),
  readWindDown: ({ windDownId }) => ({ method: 'GET', url: `/v1/wind-downs/${windDownId}` }),
  recordDeath: ({ bsn }) => ({ method: 'POST', url: '/v1/deaths', payload: { bsn } }),
  listOfficers: () => ({ method: 'GET', url: '/v1/officers' }),
  appointOfficer: ({ municipality }) => ({
    method: 'POST',
    url: '/v1/officers',
    payload: {
      role: 'municipal_administrator',
      municipalityCode: municipality,
      person: {
        name: 'M. Jansen',
        jobTitle: 'Beleidsmedewerker',
        email: `officer-${counter++}@zwolle.example`,
        phone: '038-1234567',
      },
    },
  }),
  endOfficer: ({ officerId }) => ({
    method: 'POST',
    url: `/v1/officers/${officerId}/endings`,
    payload: { untilDate: '2099-01-01' },
  }),
  openSubjectRequest: ({ bsn }) => ({
    method: 'POST',
    url: '/v1/subject-requests',
    payload: { kind: 'erasure', bsn, birthDate: '2024-06-01', signedBy: ['guardian'] },
  }),
  listSubjectRequests: () => ({ method: 'GET', url: '/v1/subject-requests' }),
  readSubjectRequest: ({ requestId }) => ({ method: 'GET', url: `/v1/subject-requests/${requestId}` }),
  extendSubjectRequest: ({ requestId }) => ({
    method: 'POST',
    url: `/v1/subject-requests/${requestId}/extensions`,
  }),
  decideSubjectRequest: ({ requestId }) => ({
    method: 'POST',
    url: `/v1/subject-requests/${requestId}/decisions`,
    payload: { decision: 'refused' },
  }),
  makeAccessDocument: ({ requestId }) => ({
    method: 'GET',
    url: `/v1/subject-requests/${requestId}/access-document`,
  }),
  readCertificate: ({ requestId }) => ({
    method: 'GET',
    url: `/v1/subject-requests/${requestId}/certificate`,
  }),
  makeLetter: ({ signalId }) => ({ method: 'POST', url: `/v1/signals/${signalId}/letters` }),
  listAdviceRequests: () => ({ method: 'GET', url: '/v1/advice-requests' }),
  answerAdviceRequest: ({ requestId }) => ({
    method: 'POST',
    url: `/v1/advice-requests/${requestId}/answers`,
    payload: { advice: 'no_opinion' },
  }),
  viewOverview: ({ municipality }) => ({ method: 'GET', url: `/v1/municipalities/${municipality}/overview` }),
}
