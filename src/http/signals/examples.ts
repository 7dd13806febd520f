import { contact, exampleIds as ids, pageOf, registeredAt } from '../door/example-parts.ts'

/** Examples of signals in the public document, by the name of the schema. */

const stored = {
  id: ids.signal,
  bsnLastDigits: '653',
  registeredAt,
  removalDate: '2028-11-22',
  municipalityCode: '0193',
}

const signal = { ...stored, matchId: ids.match }

export const signalExamples: Readonly<Record<string, unknown>> = {
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
}
