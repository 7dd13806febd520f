/** Examples of wind-downs in the public document, by the name of the schema. */

const windDown = {
  id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f15',
  convenantId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f11',
  municipalityCode: '0193',
  begunAt: '2026-11-27T09:30:00.000Z',
  finishedAt: '2026-11-27T09:31:00.000Z',
  remainingSignals: 0,
  movedSignals: 812,
  destroyedSignals: 97,
  destroyedArchivedSignals: 41,
  certificate: { count: 138, digest: '9f2c'.repeat(16) },
}

export const windDownExamples: Readonly<Record<string, unknown>> = {
  WindDownBeginning: { municipalityCode: '0193' },
  WindDown: windDown,
}
