import { createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose'
import { DomainError } from '../../../ground/errors.ts'
import type { Trace } from '../trace-context.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { TokenRefused } from './refusal.ts'

/** Finds the key that a token says it was signed with. */
export type FindKey = ReturnType<typeof createLocalJWKSet>

export interface IssuerKeys {
  /**
   * The key of this header. Where it must be fetched first, the fetch is part of the trace of the request that asks.
   * @throws TokenRefused where the issuer has no such key; DomainError `service-unavailable` where that cannot be known
   */
  find(header: JWTHeaderParameters, trace: Trace): ReturnType<FindKey>
}

/** ms for which a set is taken as it was fetched. */
const freshFor = 600_000
/**
 * ms for which the last good set goes on while the issuer is away: longer than a token lives that it issued before, by the recipes, and
 * no longer, since a key may meanwhile have been withdrawn.
 */
const lastGoodFor = 2 * 3_600_000
/** ms between two fetches that the names of keys in tokens ask for: an attacker can make up as many as they like. */
const cooldown = 30_000
/** ms after which an issuer that was away is tried again: while the last good set stands in, and while there is none. */
const retryAfter = { standIn: 10_000, none: 1000 }
/** What a client is told to wait (seconds). */
const clientWaits = 5

/**
 * The keys of an issuer at an address. One fetch at a time; a request waits for one at most, which has a deadline of its own.
 * @param onFetched hears of each fetch: `null` where it went well
 * @param now ms since 1970
 */
export function remoteKeys(
  jwks: URL,
  onFetched: (failure: Error | null) => void,
  now: () => number,
): IssuerKeys {
  let held: { readonly find: FindKey; readonly at: number } | undefined
  let tried = Number.NEGATIVE_INFINITY
  let failed = false
  let pending: Promise<void> | undefined

  // A clock that was set back must not stop the fetching: what lies ahead was long ago.
  const since = (then: number) => (now() >= then ? now() - then : Number.POSITIVE_INFINITY)
  const usable = () => (held && now() - held.at < lastGoodFor ? held.find : undefined)
  const isFresh = () => held !== undefined && since(held.at) < freshFor
  const load = (trace: Trace) => {
    pending ??= attempt(trace).finally(() => {
      pending = undefined
    })
    return pending
  }

  async function attempt(trace: Trace): Promise<void> {
    tried = now()
    try {
      held = { find: createLocalJWKSet(await fetchKeySet(jwks, trace)), at: tried }
      failed = false
      onFetched(null)
    } catch (error) {
      failed = true
      onFetched(error as Error)
    }
  }

  /** Waits where it must; while the issuer is known to be away and the last good set stands in, nobody waits. */
  async function refresh(trace: Trace): Promise<void> {
    const pause = failed ? (usable() ? retryAfter.standIn : retryAfter.none) : 0
    const loading = since(tried) < pause ? pending : load(trace)
    if (!failed || !usable()) await loading
  }

  async function findAgain(header: JWTHeaderParameters, trace: Trace): ReturnType<FindKey> {
    await (since(tried) < (failed ? retryAfter.standIn : cooldown) ? pending : load(trace))
    const found = await lookUp(usable(), header)
    if (found) return found
    throw failed ? unavailable() : new TokenRefused('header.kid', 'not-accepted')
  }

  return {
    async find(header, trace) {
      if (!isFresh()) await refresh(trace)
      const find = usable()
      if (!find) throw unavailable()
      return (await lookUp(find, header)) ?? findAgain(header, trace)
    },
  }
}

/** The keys of an issuer in a file, read once. */
export function fileKeys(find: FindKey): IssuerKeys {
  return {
    async find(header) {
      const found = await lookUp(find, header)
      if (!found) throw new TokenRefused('header.kid', 'not-accepted')
      return found
    },
  }
}

async function lookUp(find: FindKey | undefined, header: JWTHeaderParameters) {
  try {
    return await find?.(header)
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined
    throw new TokenRefused('header.kid', 'not-accepted')
  }
}

function unavailable(): DomainError {
  return new DomainError('service-unavailable', { retryAfterSeconds: clientWaits })
}
