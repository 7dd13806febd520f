/** Examples of requests of data subjects in the public document, by the name of the schema. */

const ids = {
  request: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f31',
  signal: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f01',
}

const openedAt = '2026-11-22T09:30:00.000Z'

const advice = {
  professional: { name: 'S. de Wit', jobTitle: 'Jeugdverpleegkundige', organisation: 'GGD IJsselland' },
  advice: 'grant',
  advisedAt: '2026-11-24T10:15:00.000Z',
}

const subjectRequest = {
  id: ids.request,
  kind: 'erasure',
  municipalityCode: '0193',
  openedAt,
  signedBy: ['guardian'],
  statedDestructionDate: null,
  dueDate: '2026-12-22',
  extendedAt: null,
  overdue: false,
  decision: 'granted',
  decidedAt: '2026-11-27T09:00:00.000Z',
  destroyed: {
    signals: 2,
    archivedSignals: 1,
    digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  advice: [advice],
}

const adviceRequest = {
  id: ids.request,
  kind: 'erasure',
  municipalityCode: '0193',
  openedAt,
  dueDate: '2026-12-22',
  signal: { id: ids.signal, bsnLastDigits: '653' },
  advice: null,
  advisedAt: null,
}

export const subjectRequestExamples: Readonly<Record<string, unknown>> = {
  SubjectRequestOpening: {
    kind: 'erasure',
    bsn: '999993653',
    birthDate: '2015-06-01',
    municipalityCode: '0193',
    signedBy: ['guardian'],
  },
  Advice: advice,
  SubjectRequest: subjectRequest,
  SubjectRequestPage: { items: [subjectRequest], next: null },
  RequestDecision: { decision: 'granted' },
  AdviceRequest: adviceRequest,
  AdviceRequestPage: { items: [adviceRequest], next: null },
  AdviceAnswer: { advice: 'grant' },
}
