import type { Scope } from '../../ground/scopes.ts'

/** Asymmetric only: the NL GOV profile for OAuth 2.0 asks RS256, and PS256 where it can be had. A shared secret signs nothing here. */
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
/** What may stand in the header `typ`. RFC 9068 § 4 asks `at+jwt`; `JWT`, or nothing, says nothing of the kind of token. */
export const tokenTypes = ['at+jwt', 'JWT', 'absent'] as const
/** Claims that name who asks. Names that an organisation may give to somebody else later, such as an address of mail, are not among them. */
export const subjectClaims = ['sub', 'oid', 'uid'] as const
/** Claims that name the client, which is the system that got the token. */
export const clientClaims = ['azp', 'appid', 'client_id', 'cid'] as const
/** Claims in which scopes stand. */
export const scopeClaims = ['scope', 'scp', 'roles'] as const
/** Claims that say how sure the issuer is of who asks. */
export const acrClaims = ['acr', 'acrs', 'amr'] as const
/** Headers that name the key of a signature. */
export const keyHeaders = ['kid', 'x5t'] as const

/** What is asked of the tokens of one issuer, beyond what is asked of every token. */
export interface TokenRules {
  /** The `aud` of which a token has one; the setting TOKEN_AUDIENCE where absent. */
  readonly audience?: readonly string[] | undefined
  readonly types: readonly (typeof tokenTypes)[number][]
  readonly algorithms: readonly (typeof algorithms)[number][]
  readonly keyHeaders: readonly (typeof keyHeaders)[number][]
  readonly subject: (typeof subjectClaims)[number]
  readonly client: (typeof clientClaims)[number]
  /** Whether a token has a name of its own. */
  readonly jti: boolean
  /** The first of these that a token has counts, and no other. */
  readonly scopeClaims: readonly (typeof scopeClaims)[number][]
  /** Ours for each of theirs, where given: a name that is not in it then counts for nothing. */
  readonly scopeNames?: Readonly<Record<string, readonly Scope[]>> | undefined
  readonly longestLifetimeSeconds: number
  /** The values of `acrClaim` that are enough; every value is, where absent. */
  readonly acr?: readonly string[] | undefined
  readonly acrClaim: (typeof acrClaims)[number]
  /** Claims that have this one value in every token. */
  readonly claims: Readonly<Record<string, string>>
}

/** An issuer whose tokens are accepted, where its public keys are, and what is asked of its tokens. */
export interface TokenIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string
  /** An https (or, in development, http) address, or a file. */
  readonly jwks: URL
  /** The name of the recipe that its rules come from, for the log. */
  readonly recipe?: string
  /** The NL GOV profile where absent. */
  readonly rules?: TokenRules
}

/** The NL GOV profile for OAuth 2.0: what is asked where nothing else is said. */
export const profile: TokenRules = {
  types: tokenTypes,
  algorithms,
  keyHeaders: ['kid'],
  subject: 'sub',
  client: 'azp',
  jti: true,
  scopeClaims: ['scope'],
  longestLifetimeSeconds: 3600,
  acrClaim: 'acr',
  claims: {},
}

/**
 * How accounts keep their issuer: a name with one issuer, in one claim, is one person. Another claim of the same issuer is another
 * name, so that nobody becomes somebody else where the setting changes. A `#` stands in no `iss` that is configured.
 */
export function accountIssuer(issuer: string, subject: TokenRules['subject']): string {
  return subject === 'sub' ? issuer : `${issuer}#${subject}`
}
