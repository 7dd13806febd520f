import { readFileSync } from 'node:fs'
import { passesElevenTest } from '../../src/identity/bsn.ts'

/** The official fictitious persons under 23 (see the licence line in the file). */
export const testPersons: readonly {
  readonly bsn: string
  readonly birthDate: string
  readonly name: string
}[] = JSON.parse(
  readFileSync(new URL('../../src/development/demonstration/test-persons.json', import.meta.url), 'utf8'),
).persons

/**
 * Numbers that pass the eleven-test, made while a test runs and written nowhere. They begin with 9, like the test numbers of the
 * population register.
 */
export function* madeUpBsns(): Generator<string, never> {
  for (let candidate = 900_000_000; ; candidate = candidate === 999_999_999 ? 900_000_000 : candidate + 1) {
    if (passesElevenTest(String(candidate))) yield String(candidate)
  }
}
