import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type CryptoKey, exportSPKI, type JWTHeaderParameters } from 'jose'
import { relaxations } from '../../../config/issuers/relaxations.ts'
import {
  accountIssuer,
  algorithms,
  profile,
  type TokenIssuer,
  type TokenRules,
} from '../../../config/issuers/rules.ts'
import { DomainError } from '../../../ground/errors.ts'
import type { Metrics } from '../metrics.ts'
import { traceOf } from '../trace-context.ts'
import { clockSkewSeconds, findRefusal } from './access-token.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import { openKeys } from './open-keys.ts'
import { isPart, type Part } from './parts.ts'
import { type Reason, type Refusal, TokenRefused } from './refusal.ts'
import { scopesOf } from './scopes-of.ts'
import { type RefusalTeller, tellRefusals } from './tell-refusals.ts'

/** Who the verified token says is asking. What they may do is not in it: the database says that (R1). */
export interface TokenClaims {
  /** The issuer as accounts keep it. */
  readonly iss: string
  /** The name of the person with that issuer, from the claim that its rules say. */
  readonly sub: string
  /** The system that got the token. */
  readonly client: string
  readonly scopes: ReadonlySet<string>
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    user: TokenClaims
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly refusals: RefusalTeller
  }
}

interface TokenOptions {
  readonly issuers: readonly TokenIssuer[]
  readonly audience: string
  readonly metrics: Metrics
}

interface Accepted {
  readonly rules: TokenRules
  readonly keys: IssuerKeys
}

type AcceptedIssuers = ReadonlyMap<unknown, Accepted>

/** A verified token is remembered this long (ms), so that a key that is withdrawn stops working soon. */
const verifiedFor = 60_000
const clockTolerance = clockSkewSeconds * 1000

/** Verifies bearer tokens against the configured issuers, by the rules of each; and says in the log what each is asked less. */
export async function registerTokens(app: FastifyInstance, options: TokenOptions): Promise<void> {
  const refusals = tellRefusals(options.metrics, app.log)
  app.decorate('refusals', refusals)
  app.addHook('onClose', async () => refusals.close())
  const issuers: AcceptedIssuers = new Map(
    await Promise.all(
      options.issuers.map(async (each) => [each.issuer, await accept(each, app, options)] as const),
    ),
  )
  await app.register(jwt, {
    decode: { complete: true },
    secret: { public: (request: FastifyRequest, token: unknown) => publicKey(issuers, request, token) },
    verify: {
      algorithms: [...algorithms],
      allowedIss: options.issuers.map(({ issuer }) => issuer),
      requiredClaims: ['iss', 'aud', 'exp', 'iat'],
      clockTolerance,
      cache: 10_000,
      // The library adds its tolerance to both; what was refused is not remembered.
      cacheTTL: verifiedFor - clockTolerance,
      errorCacheTTL: () => -1 - clockTolerance,
    },
    formatUser(payload) {
      const claims = toClaims(issuers, payload as unknown as Part)
      options.metrics.tokensAccepted.labels(String((payload as { iss?: unknown }).iss)).inc()
      return claims
    },
  })
}

/**
 * Verifies the token of a request and leaves its claims in `request.user`. Why it was refused is told in the log.
 * @throws DomainError `unauthenticated` for every defect alike; `service-unavailable` where the keys of its issuer are not to be had
 */
export async function verifyToken(request: FastifyRequest): Promise<void> {
  try {
    await request.jwtVerify()
  } catch (error) {
    if (error instanceof DomainError && !(error instanceof TokenRefused)) throw error
    const issuer = claimedIssuers.get(request)
    const refusal = error instanceof TokenRefused ? error.refusal : refusalOf(error, issuer !== undefined)
    request.server.refusals.tell(refusal, issuer, request.log)
    throw new DomainError('unauthenticated')
  }
}

/** The issuer of ours that the token of a request names. Nobody has looked at its signature yet. */
const claimedIssuers = new WeakMap<FastifyRequest, string>()

/** What the library refuses: before our rules a token that cannot be read, and after them its signature. */
function refusalOf(error: unknown, isChecked: boolean): Refusal {
  const { code } = error as { code?: unknown }
  if (code === 'FST_JWT_NO_AUTHORIZATION_IN_HEADER') return { part: 'authorization', reason: 'missing' }
  if (code === 'FST_JWT_BAD_REQUEST') return { part: 'authorization', reason: 'malformed' }
  if (code === 'FAST_JWT_MISSING_SIGNATURE') return { part: 'signature', reason: 'missing' }
  return isChecked ? { part: 'signature', reason: 'does-not-fit' } : { part: 'token', reason: 'malformed' }
}

async function accept(issuer: TokenIssuer, app: FastifyInstance, options: TokenOptions): Promise<Accepted> {
  const given = issuer.rules ?? profile
  const rules = { ...given, audience: given.audience ?? [options.audience] }
  const keys = await openKeys(issuer, app.log, options.metrics)
  // An issuer of which no token was accepted yet is to be seen as well.
  options.metrics.tokensAccepted.labels(issuer.issuer).inc(0)
  app.log.info(
    {
      issuer: issuer.issuer,
      recipe: issuer.recipe ?? 'nl-gov',
      audience: rules.audience,
      subject: rules.subject,
      differsFromProfile: relaxations(rules),
    },
    'accepts the tokens of an issuer',
  )
  return { rules, keys }
}

/** PEM of each key that was asked for; keys come from the configured sets only, so this stays small. */
const pems = new WeakMap<object, Promise<string>>()

/** The key to check a token with, asked for only where all else of the token is right: a bad one costs no issuer anything. */
async function publicKey(issuers: AcceptedIssuers, request: FastifyRequest, token: unknown): Promise<string> {
  const { header, payload } = token as { header: unknown; payload: unknown }
  if (!isPart(header) || !isPart(payload)) throw new TokenRefused('token', 'malformed')
  const accepted = issuers.get(payload.iss)
  if (!accepted) throw new TokenRefused('iss', foreignIssuer(issuers, payload))
  claimedIssuers.set(request, String(payload.iss))
  const kid = checkHeader(header, accepted.rules)
  const refusal = findRefusal(header, payload, accepted.rules, Date.now() / 1000)
  if (refusal) throw new TokenRefused(refusal.part, refusal.reason)
  const key = await accepted.keys.find({ ...header, kid } as JWTHeaderParameters, traceOf(request.raw))
  const pem = pems.get(key) ?? exportSPKI(key as CryptoKey)
  pems.set(key, pem)
  return pem
}

/**
 * What the signature is to be checked with.
 * @returns the name of the key
 */
function checkHeader(header: Part, rules: TokenRules): string {
  if (!rules.algorithms.some((each) => each === header.alg))
    throw new TokenRefused('header.alg', 'alg' in header ? 'not-accepted' : 'missing')
  // No extension is understood here (RFC 7515 § 4.1.11).
  if ('crit' in header) throw new TokenRefused('header.crit', 'not-accepted')
  const kid = rules.keyHeaders.map((name) => header[name]).find((name) => name !== undefined)
  if (kid === undefined) throw new TokenRefused('header.kid', 'missing')
  if (typeof kid !== 'string') throw new TokenRefused('header.kid', 'malformed')
  return kid
}

/** Why no issuer of ours made this token: an issuer with a slash too many or too few is a slip that is made again and again. */
function foreignIssuer(issuers: AcceptedIssuers, { iss }: Part): Reason {
  if (iss === undefined) return 'missing'
  if (typeof iss !== 'string') return 'malformed'
  return issuers.has(`${iss}/`) || (iss.endsWith('/') && issuers.has(iss.slice(0, -1)))
    ? 'slash'
    : 'not-accepted'
}

function toClaims(issuers: AcceptedIssuers, payload: Part): TokenClaims {
  const accepted = issuers.get(payload.iss)
  if (!accepted) throw new TokenRefused('iss', 'not-accepted')
  const { rules } = accepted
  return {
    iss: accountIssuer(String(payload.iss), rules.subject),
    sub: String(payload[rules.subject]),
    client: String(payload[rules.client]),
    scopes: scopesOf(payload, rules),
  }
}
