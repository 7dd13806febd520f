/** Examples of convenants in the public document, by the name of the schema. */

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

export const convenantExamples: Readonly<Record<string, unknown>> = {
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
}
