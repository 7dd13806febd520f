import { DomainError } from '../../../ground/errors.ts'

/** What may be the matter with a part of a token, each as the end of a sentence. The list is closed, so that a metric may count by it. */
export const reasons = {
  missing: 'is missing',
  malformed: 'does not have the form that is asked',
  'not-accepted': 'is not one that is accepted',
  slash: 'differs from the issuer in TOKEN_ISSUERS by a slash at its end',
  'another-kind': 'is that of another kind of token',
  'bound-to-key': 'binds the token to a key, of which no proof is asked here',
  passed: 'has passed',
  ahead: 'lies ahead',
  'too-long': 'is further from iat than a token may live',
  'does-not-fit': 'does not fit the token and the key of its issuer',
} as const

export type Reason = keyof typeof reasons

/** Which part of a token is refused, and why: a claim, `header.` and a header, or a part of the request. No value of a token is in it. */
export interface Refusal {
  readonly part: string
  readonly reason: Reason
}

/** A token that is refused. The client gets the same answer for each; the log has the part and the reason. */
export class TokenRefused extends DomainError {
  readonly refusal: Refusal

  constructor(part: string, reason: Reason) {
    super('unauthenticated')
    this.refusal = { part, reason }
  }
}
