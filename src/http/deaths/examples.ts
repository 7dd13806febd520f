/** An example of recording a death in the public document, by the name of the schema. */

export const deathExamples: Readonly<Record<string, unknown>> = {
  DeathRecording: { bsn: '999993653', deathDate: '2026-11-20' },
}
