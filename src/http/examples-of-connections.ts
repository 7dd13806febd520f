/** Examples of municipalities, convenants and officers in the public document, by the name of the schema. */

const municipality = {
  code: '0193',
  name: 'Zwolle',
  validFromDate: '1900-01-01',
  validUntilDate: null,
  successor: null,
}

const convenant = {
  id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f11',
  title: 'Convenant verwijsindex Zwolle',
  signedDate: '2026-10-01',
  inForceFromDate: '2027-01-01',
  inForceUntilDate: '2029-12-31',
  tacitRenewalMonths: 12,
  documentReference: 'Z2026-0193/12',
  longestTermMonths: 24,
  smallCountThreshold: 10,
  lapseReminderDays: [30, 7],
  currentPeriodUntilDate: '2029-12-31',
  municipalities: [
    { code: '0150', name: 'Deventer', fromDate: null, untilDate: null },
    { code: '0193', name: 'Zwolle', fromDate: '2027-01-01', untilDate: null },
  ],
}

const person = {
  name: 'M. Jansen',
  jobTitle: 'Beleidsmedewerker jeugd',
  email: 'm.jansen@zwolle.example',
  phone: '038-0000002',
}

const officer = {
  id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f12',
  accountId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f13',
  role: 'follow_up_officer',
  municipalityCode: '0193',
  fromDate: '2026-11-22',
  untilDate: null,
  state: 'active',
  ...person,
}

const windDown = {
  id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f15',
  convenantId: convenant.id,
  municipalityCode: '0193',
  begunAt: '2026-11-27T09:30:00.000Z',
  finishedAt: '2026-11-27T09:31:00.000Z',
  remainingSignals: 0,
  movedSignals: 812,
  destroyedSignals: 97,
  destroyedArchivedSignals: 41,
  certificate: { count: 138, digest: '9f2c'.repeat(16) },
}

export const examplesOfConnections: Readonly<Record<string, unknown>> = {
  MunicipalityRecording: { code: '0193', name: 'Zwolle', validFromDate: '1900-01-01' },
  Municipality: municipality,
  MunicipalityPage: { items: [municipality], next: null },
  MunicipalityMerger: {
    formerCodes: ['0150', '0193'],
    successor: { code: '9001', name: 'IJsselstad' },
    mergerDate: '2027-01-01',
  },
  WindDownBeginning: { municipalityCode: '0193' },
  WindDown: windDown,
  DeathRecording: { bsn: '999993653', deathDate: '2026-11-20' },
  ConvenantRecording: {
    title: convenant.title,
    signedDate: convenant.signedDate,
    inForceFromDate: convenant.inForceFromDate,
    inForceUntilDate: convenant.inForceUntilDate,
    tacitRenewalMonths: 12,
    documentReference: convenant.documentReference,
    longestTermMonths: 24,
    smallCountThreshold: 10,
    lapseReminderDays: [30, 7],
    municipalityCodes: ['0193', '0150'],
  },
  ConvenantChange: { inForceUntilDate: '2027-12-31', tacitRenewalMonths: null },
  ConvenantAgreement: { municipalityCode: '0150' },
  Convenant: convenant,
  ConvenantPage: { items: [convenant], next: null },
  OfficerAppointment: { role: 'follow_up_officer', municipalityCode: '0193', person },
  OfficerEnding: { untilDate: '2026-12-01' },
  Officer: officer,
  OfficerPage: { items: [officer], next: null },
}
