import { exampleIds as ids, pageOf, person, registeredAt } from '../door/example-parts.ts'

/** Examples of professionals and their absences in the public document, by the name of the schema. */

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

const signalOfColleague = {
  id: ids.signal,
  registeredAt,
  removalDate: '2028-11-22',
  municipalityCode: '0193',
  matchId: ids.match,
}

export const professionalExamples: Readonly<Record<string, unknown>> = {
  NewProfessional: { ...person, roles: ['professional'] },
  ProfessionalChange: { phone: '038-0000002' },
  Professional: professional,
  ProfessionalPage: pageOf(professional),
  SignalOfColleague: signalOfColleague,
  SignalOfColleaguePage: pageOf(signalOfColleague),
  HandOver: { toProfessionalId: ids.colleague, signalIds: [ids.signal] },
  Withdrawal: { handOverToId: ids.colleague },
  ProfessionalsImport: { dryRun: true, rows: [{ line: 2, professional: 'added' }], errors: [] },
  NewAbsence: { deputy: { id: ids.colleague }, fromDate: absence.fromDate, untilDate: absence.untilDate },
  Absence: absence,
  AbsenceList: { items: [absence] },
  HandledSignals: { handedOver: 12, ended: 1, notified: 9 },
}
