import { Bsn } from '../../src/identity/bsn.ts'
import { generateKeys, type Keys, parseKeys } from '../../src/identity/keys.ts'
import { type PreparedRegistration, prepareRegistration } from '../../src/signals/register-signals.ts'
import { testIssuer } from './issuer.ts'

/** Keys that every prepared registration of a test file shares. */
export const sharedKeys: Keys = parseKeys(generateKeys(false))

/** A registration made ready as the service does, to be handed to the database past HTTP. */
export function prepare(
  subject: string,
  person: { readonly bsn: string; readonly birthDate: string } | undefined,
  more: { readonly idempotencyKey?: string; readonly removalDate?: string } = {},
): PreparedRegistration {
  const bsn = Bsn.parse(person?.bsn ?? '')
  if (!bsn || !person) throw new Error('a test needs a number that passes the eleven-test')
  return prepareRegistration(
    {
      issuer: testIssuer,
      subject,
      bsn,
      birthDate: person.birthDate,
      municipalityCode: null,
      removalDate: more.removalDate ?? null,
      idempotencyKey: more.idempotencyKey ?? null,
    },
    sharedKeys,
    '2026-11-22',
  )
}
