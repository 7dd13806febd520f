import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type CryptoKey, createLocalJWKSet, exportSPKI, type JWTHeaderParameters } from 'jose'
import { DomainError } from '../../../ground/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type Trace, traceOf } from '../trace-context.ts'
import { clockSkewSeconds, isAccessToken } from './access-token.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { fileKeys, type IssuerKeys, remoteKeys } from './issuer-keys.ts'

/** An issuer whose tokens are accepted, and where its public keys are. */
export interface TokenIssuer {
  readonly issuer: string
  /** An https (or, in development, http) address, or a file. */
  readonly jwks: URL
}

/** Who the verified token says is asking. What they may do is not in it: the database says that (R1). */
export interface TokenClaims {
  readonly iss: string
  readonly sub: string
  readonly azp: string
  readonly scopes: ReadonlySet<string>
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    user: TokenClaims
  }
}

interface TokenOptions {
  readonly issuers: readonly TokenIssuer[]
  readonly audience: string
  readonly metrics: Metrics
}

/** Asymmetric only: RS256 must and PS256 should be taken by the NL GOV OAuth profile. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
const requiredClaims = ['iss', 'aud', 'sub', 'azp', 'exp', 'iat', 'jti']
/** A verified token is remembered this long (ms), so that a key that is withdrawn stops working soon. */
const verifiedFor = 60_000
const clockTolerance = clockSkewSeconds * 1000

/** Verifies bearer tokens against the configured issuers, by the NL GOV profile for OAuth 2.0. */
export async function registerTokens(app: FastifyInstance, options: TokenOptions): Promise<void> {
  const { issuers, audience } = options
  const keys = new Map(
    await Promise.all(issuers.map(async (each) => [each.issuer, await keysOf(each, app, options)] as const)),
  )
  await app.register(jwt, {
    decode: { complete: true },
    secret: {
      public: ({ raw }: FastifyRequest, token: unknown) => publicKey(keys, audience, token, traceOf(raw)),
    },
    verify: {
      algorithms: [...algorithms],
      allowedIss: [...keys.keys()],
      allowedAud: audience,
      requiredClaims,
      clockTolerance,
      cache: 10_000,
      // The library adds its tolerance to both; what was refused is not remembered.
      cacheTTL: verifiedFor - clockTolerance,
      errorCacheTTL: () => -1 - clockTolerance,
    },
    formatUser: toClaims,
  })
}

/**
 * Verifies the token of a request and leaves its claims in `request.user`.
 * @throws DomainError `unauthenticated` for every defect alike; `service-unavailable` where the keys of its issuer are not to be had
 */
export async function verifyToken(request: FastifyRequest): Promise<void> {
  try {
    await request.jwtVerify()
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('unauthenticated')
  }
}

/** @throws Error where the keys lie in a file that has none */
async function keysOf(
  { issuer, jwks }: TokenIssuer,
  { log }: FastifyInstance,
  { metrics }: TokenOptions,
): Promise<IssuerKeys> {
  if (jwks.protocol === 'file:') {
    const set = await fetchKeySet(jwks).catch((error: Error) => {
      throw new Error(`The file with the keys of ${issuer} ${error.message}: ${jwks.href}`)
    })
    return fileKeys(createLocalJWKSet(set))
  }
  const unavailable = metrics.issuerUnavailable.labels(issuer)
  unavailable.set(0)
  let away = false
  const onFetched = (failure: Error | null) => {
    unavailable.set(failure ? 1 : 0)
    if (failure) log.warn({ issuer, reason: failure.message }, 'the keys of an issuer cannot be fetched')
    else if (away) log.info({ issuer }, 'the keys of an issuer can be fetched again')
    away = failure !== null
  }
  return remoteKeys(jwks, onFetched, () => Date.now())
}

/** PEM of each key that was asked for; keys come from the configured sets only, so this stays small. */
const pems = new WeakMap<object, Promise<string>>()

/** The key to check a token with, asked for only where all else of the token is right: a bad one costs no issuer anything. */
async function publicKey(
  keys: ReadonlyMap<string, IssuerKeys>,
  audience: string,
  token: unknown,
  trace: Trace,
): Promise<string> {
  const { header, payload } = token as { header: JWTHeaderParameters; payload: Record<string, unknown> }
  const source = keys.get(String(payload.iss))
  const known = algorithms.some((algorithm) => algorithm === header.alg)
  if (!source || !known || typeof header.kid !== 'string') throw new DomainError('unauthenticated')
  if (!isAccessToken(header, payload, audience, Date.now() / 1000)) throw new DomainError('unauthenticated')
  const key = await source.find(header, trace)
  const pem = pems.get(key) ?? exportSPKI(key as CryptoKey)
  pems.set(key, pem)
  return pem
}

function toClaims(payload: unknown): TokenClaims {
  const { iss, sub, azp, scope } = payload as Record<string, unknown>
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
  return { iss: String(iss), sub: String(sub), azp: String(azp), scopes: new Set(scopes) }
}
