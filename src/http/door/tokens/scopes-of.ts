import type { TokenRules } from '../../../config/issuers/rules.ts'
import type { Part } from './parts.ts'

/**
 * The scopes of a token, under our names. The first claim of the rules that the token has counts: the roles of a person do not widen
 * what the person let a client do. A scope opens a route; what somebody may do there the database says (R1).
 */
export function scopesOf(payload: Part, { scopeClaims, scopeNames }: TokenRules): ReadonlySet<string> {
  const claim = scopeClaims.find((each) => each in payload)
  const names = claim === undefined ? [] : namesIn(claim, payload[claim])
  if (!scopeNames) return new Set(names)
  return new Set(names.flatMap((name) => (Object.hasOwn(scopeNames, name) ? (scopeNames[name] ?? []) : [])))
}

/** `scope` is a text with spaces between its names (RFC 8693 § 4.2); `scp` and `roles` may be a list. */
function namesIn(claim: string, value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter(Boolean)
  return Array.isArray(value) && claim !== 'scope' ? value.filter((each) => typeof each === 'string') : []
}
