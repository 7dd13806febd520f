import type { TokenRules } from '../../../config/issuers/rules.ts'
import { isVisibleText, type Part } from './parts.ts'
import type { Reason, Refusal } from './refusal.ts'
import { refuseKind } from './token-kind.ts'

/** How far the clock of an issuer may differ from ours, for `nbf`, `iat` and `exp` alike (seconds). */
export const clockSkewSeconds = 60

type Check = (payload: Part, rules: TokenRules, now: number) => Refusal | undefined

/** What is asked of the claims of an access token, in order. */
const checks: readonly Check[] = [
  refuseBound,
  refuseFixed,
  refuseAudience,
  refuseNames,
  refuseTimes,
  refuseAcr,
]

/**
 * Why a decoded token does not open this door: it is no access token (RFC 9068), is bound to a key, is for another audience, does not
 * name who asks as the rules of its issuer say, or is not valid now. Whether it was signed by its issuer is not asked here.
 * @param now seconds since 1970
 * @returns undefined where nothing is the matter
 */
export function findRefusal(
  header: Part,
  payload: Part,
  rules: TokenRules,
  now: number,
): Refusal | undefined {
  const kind = refuseKind(header, payload, rules)
  if (kind) return kind
  for (const check of checks) {
    const found = check(payload, rules, now)
    if (found) return found
  }
  return undefined
}

/** Bound to a key (RFC 7800): its proof (DPoP, mutual TLS) is not asked here, and without it the token may be a stolen one. */
function refuseBound(payload: Part): Refusal | undefined {
  return 'cnf' in payload ? { part: 'cnf', reason: 'bound-to-key' } : undefined
}

function refuseFixed(payload: Part, { claims }: TokenRules): Refusal | undefined {
  const found = Object.entries(claims).find(([name, value]) => payload[name] !== value)
  return found && refuse(payload, found[0], 'not-accepted')
}

function refuseAudience(payload: Part, { audience = [] }: TokenRules): Refusal | undefined {
  const all: unknown[] = Array.isArray(payload.aud) ? payload.aud : [payload.aud]
  if (!all.every((each) => typeof each === 'string')) return refuse(payload, 'aud', 'malformed')
  return all.some((each) => audience.includes(each)) ? undefined : refuse(payload, 'aud', 'not-accepted')
}

function refuseNames(payload: Part, { subject, client, jti }: TokenRules): Refusal | undefined {
  const names = ['iss', subject, client, ...(jti ? ['jti'] : [])]
  const found = names.find((name) => !isVisibleText(payload[name]))
  return found === undefined ? undefined : refuse(payload, found, 'malformed')
}

/** Issued by now, valid by now and not expired; and no longer than a token may live, which a token dated ahead would outlive. */
function refuseTimes(
  payload: Part,
  { longestLifetimeSeconds }: TokenRules,
  now: number,
): Refusal | undefined {
  const { iat, exp } = payload
  const nbf = 'nbf' in payload ? payload.nbf : iat
  if (typeof iat !== 'number') return refuse(payload, 'iat', 'malformed')
  if (typeof nbf !== 'number') return refuse(payload, 'nbf', 'malformed')
  if (typeof exp !== 'number') return refuse(payload, 'exp', 'malformed')
  if (exp <= iat || nbf >= exp) return { part: 'exp', reason: 'malformed' }
  if (exp - iat > longestLifetimeSeconds) return { part: 'exp', reason: 'too-long' }
  if (iat > now + clockSkewSeconds) return { part: 'iat', reason: 'ahead' }
  if (nbf > now + clockSkewSeconds) return { part: 'nbf', reason: 'ahead' }
  return now > exp + clockSkewSeconds ? { part: 'exp', reason: 'passed' } : undefined
}

/** One of the values that are enough; a list of values, such as `amr`, has one of them. */
function refuseAcr(payload: Part, { acr, acrClaim }: TokenRules): Refusal | undefined {
  const said: unknown[] = [payload[acrClaim]].flat()
  const isEnough = !acr || said.some((each) => typeof each === 'string' && acr.includes(each))
  return isEnough ? undefined : refuse(payload, acrClaim, 'not-accepted')
}

/** A claim that is not there is missing, and has no other fault. */
function refuse(payload: Part, part: string, reason: Reason): Refusal {
  return { part, reason: part in payload ? reason : 'missing' }
}
