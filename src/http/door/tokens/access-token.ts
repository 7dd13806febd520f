/** A decoded part of a token, of which nothing is known yet. */
type Part = Readonly<Record<string, unknown>>

/** How far the clock of an issuer may differ from ours, for `nbf`, `iat` and `exp` alike (seconds). */
export const clockSkewSeconds = 60
/** A token lives an hour at most, also where its issuer says otherwise (seconds). */
const longestLifetimeSeconds = 3600
/** A name in a token as the profile has it; anything else names nobody, and need not reach the database. */
const visibleText = /^[\x20-\x7e]{1,255}$/

/**
 * What may stand in the header `typ`. RFC 9068 § 4 asks `at+jwt`; many issuers leave it out or say `JWT`, which says nothing, and
 * those tokens are then known by their claims. Every other word names another kind of token, such as `logout+jwt`.
 */
const types = ['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt']

/** Claims that other kinds of token have: ID tokens (OpenID Connect Core § 2, § 3.3.2.11), and events such as a logout (RFC 8417). */
const claimsOfOtherKinds = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events']

/** Where an issuer says the kind of its token in a claim, the words for an access token: Keycloak's `typ`, Cognito's `token_use`. */
const kindClaims = { typ: 'bearer', token_use: 'access' } as const

/**
 * Whether a decoded token is one that opens this door: an access token (RFC 9068), bound to no key, for this audience, that names who
 * asks, by the NL GOV profile for OAuth 2.0, and is valid now. Whether it was signed by its issuer is not asked here.
 * @param now seconds since 1970
 */
export function isAccessToken(header: Part, payload: Part, audience: string, now: number): boolean {
  return (
    isOfKind(header, payload) &&
    // Bound to a key (RFC 7800): its proof (DPoP, mutual TLS) is not asked here, and without it the token may be a stolen one.
    !('cnf' in payload) &&
    isFor(payload.aud, audience) &&
    [payload.iss, payload.sub, payload.azp, payload.jti].every(isVisibleText) &&
    isValidAt(payload, now)
  )
}

function isOfKind(header: Part, payload: Part): boolean {
  const typed = !('typ' in header) || isOneOf(header.typ, types)
  const claimed = Object.entries(kindClaims).every(
    ([claim, word]) => !(claim in payload) || isOneOf(payload[claim], [word]),
  )
  return typed && claimed && !claimsOfOtherKinds.some((claim) => claim in payload)
}

/** A media type, and the words of issuers, go without regard to case. */
function isOneOf(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value.toLowerCase())
}

function isFor(aud: unknown, audience: string): boolean {
  const all = Array.isArray(aud) ? aud : [aud]
  return all.every((each) => typeof each === 'string') && all.includes(audience)
}

function isVisibleText(claim: unknown): boolean {
  return typeof claim === 'string' && visibleText.test(claim)
}

/** Issued by now, valid by now and not expired; and for an hour at most, which a token dated ahead would outlive. */
function isValidAt({ iat, nbf = iat, exp }: Part, now: number): boolean {
  if (typeof iat !== 'number' || typeof nbf !== 'number' || typeof exp !== 'number') return false
  const lifetime = exp - iat
  return (
    lifetime > 0 &&
    lifetime <= longestLifetimeSeconds &&
    nbf < exp &&
    Math.max(iat, nbf) <= now + clockSkewSeconds &&
    now <= exp + clockSkewSeconds
  )
}
