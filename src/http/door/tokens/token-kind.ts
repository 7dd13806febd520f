import type { TokenRules } from '../../../config/issuers/rules.ts'
import { isOneOf, type Part } from './parts.ts'
import type { Refusal } from './refusal.ts'

/** Claims that other kinds of token have: ID tokens (OpenID Connect Core § 2, § 3.3.2.11), and events such as a logout (RFC 8417). */
const claimsOfOtherKinds = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events']

/** Where an issuer says the kind of its token in a claim, the words for an access token: Keycloak's `typ`, Cognito's `token_use`. */
const kindClaims = { typ: 'bearer', token_use: 'access' } as const

/**
 * What shows that a token is no access token. One key signs ID tokens and access tokens alike, and who has an ID token is not
 * therefore somebody to whom the person gave access (RFC 9068 § 5).
 */
export function refuseKind(header: Part, payload: Part, rules: TokenRules): Refusal | undefined {
  const type = typeOf(header)
  if (!rules.types.some((each) => each.toLowerCase() === type))
    return { part: 'header.typ', reason: 'not-accepted' }
  for (const [claim, word] of Object.entries(kindClaims))
    if (claim in payload && !isOneOf(payload[claim], [word])) return { part: claim, reason: 'another-kind' }
  const other = claimsOfOtherKinds.find((claim) => claim in payload)
  if (other !== undefined) return { part: other, reason: 'another-kind' }
  const saysSo = type === 'at+jwt' || Object.keys(kindClaims).some((claim) => claim in payload)
  return saysSo ? undefined : refuseUnnamedKind(payload, rules)
}

/** A media type goes without regard to case, and without `application/` (RFC 7515 § 4.1.9). */
function typeOf(header: Part): string | undefined {
  if (!('typ' in header)) return 'absent'
  return typeof header.typ === 'string' ? header.typ.toLowerCase().replace(/^application\//, '') : undefined
}

function refuseUnnamedKind(payload: Part, rules: TokenRules): Refusal | undefined {
  if (rules.claims.tid !== undefined) return refuseOtherThanEntra(payload)
  // An ID token is for its client, which is among its audiences (OpenID Connect Core § 2).
  const { aud } = payload
  const client = payload[rules.client]
  return (Array.isArray(aud) ? aud : [aud]).includes(client) && client !== undefined
    ? { part: 'aud', reason: 'another-kind' }
    : undefined
}

/**
 * Entra ID may make one application both client and API, so that its ID tokens have our audience. It puts `scp` into the access
 * token of a person, and into no ID token; an application that asks by itself has one name in `sub` and `oid`, a person has two.
 */
function refuseOtherThanEntra({ scp, sub, oid }: Part): Refusal | undefined {
  return typeof scp === 'string' || (sub !== undefined && sub === oid)
    ? undefined
    : { part: 'scp', reason: 'missing' }
}
