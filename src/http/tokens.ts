import { readFile } from 'node:fs/promises'
import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  exportSPKI,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose'
import { DomainError } from '../ground/errors.ts'

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

/** Asymmetric only: RS256 must and PS256 should be taken by the NL GOV OAuth profile. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
const requiredClaims = ['iss', 'aud', 'sub', 'azp', 'exp', 'iat', 'jti']
/** A token lives an hour at most, whatever its issuer says (seconds). */
const longestLifetimeSeconds = 3600
/** How far the clock of an issuer may be ahead of ours (seconds). */
const clockSkewSeconds = 60
/** A name in a token as the profile has it; anything else names nobody, and need not reach the database. */
const visibleText = /^[\x20-\x7e]{1,255}$/
/** A verified token is remembered this long (ms), so that a key that is withdrawn stops working soon. */
const verifiedFor = 60_000

/** Verifies bearer tokens against the configured issuers, by the NL GOV profile for OAuth 2.0. */
export async function registerTokens(
  app: FastifyInstance,
  issuers: readonly TokenIssuer[],
  audience: string,
): Promise<void> {
  const keys = new Map(await Promise.all(issuers.map(async (i) => [i.issuer, await keySource(i)] as const)))
  await app.register(jwt, {
    decode: { complete: true },
    secret: { public: (_request: FastifyRequest, token: unknown) => publicKey(keys, token) },
    verify: {
      algorithms: [...algorithms],
      allowedIss: [...keys.keys()],
      allowedAud: audience,
      requiredClaims,
      cache: 10_000,
      cacheTTL: verifiedFor,
      errorCacheTTL: -1,
    },
    formatUser: toClaims,
  })
}

/**
 * Verifies the token of a request and leaves its claims in `request.user`.
 * @throws DomainError `unauthenticated` for every defect alike
 */
export async function verifyToken(request: FastifyRequest): Promise<void> {
  try {
    await request.jwtVerify()
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('unauthenticated')
  }
}

async function keySource({ jwks }: TokenIssuer): Promise<JWTVerifyGetKey> {
  if (jwks.protocol === 'file:') {
    return createLocalJWKSet(JSON.parse(await readFile(jwks, 'utf8')) as JSONWebKeySet)
  }
  return createRemoteJWKSet(jwks, { timeoutDuration: 5000, cooldownDuration: 30_000, cacheMaxAge: 600_000 })
}

/** PEM of each key that was asked for; keys come from the configured sets only, so this stays small. */
const pems = new WeakMap<object, Promise<string>>()

async function publicKey(keys: ReadonlyMap<string, JWTVerifyGetKey>, token: unknown): Promise<string> {
  const { header, payload } = token as { header: JWTHeaderParameters; payload: { iss?: unknown } }
  const source = typeof payload?.iss === 'string' ? keys.get(payload.iss) : undefined
  const known = algorithms.some((algorithm) => algorithm === header?.alg)
  if (!source || !known || typeof header.kid !== 'string') throw new DomainError('unauthenticated')
  const key = await source(header, { payload: '', signature: '' })
  const pem = pems.get(key) ?? exportSPKI(key as CryptoKey)
  pems.set(key, pem)
  return pem
}

function toClaims(payload: unknown): TokenClaims {
  const { iss, sub, azp, exp, iat, jti, scope } = payload as Record<string, unknown>
  if (![iss, sub, azp, jti].every(isVisibleText) || !livesShortly(iat, exp))
    throw new DomainError('unauthenticated')
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
  return { iss: String(iss), sub: String(sub), azp: String(azp), scopes: new Set(scopes) }
}

function isVisibleText(claim: unknown): boolean {
  return typeof claim === 'string' && visibleText.test(claim)
}

/** Issued by now, and for an hour at most: a token dated ahead would outlive that hour. */
function livesShortly(iat: unknown, exp: unknown): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false
  const lifetime = exp - iat
  return lifetime > 0 && lifetime <= longestLifetimeSeconds && iat <= Date.now() / 1000 + clockSkewSeconds
}
