import type { FastifyBaseLogger } from 'fastify'
import { createLocalJWKSet } from 'jose'
import type { TokenIssuer } from '../../../config/issuers/rules.ts'
import type { Metrics } from '../metrics.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { fileKeys, type IssuerKeys, remoteKeys } from './issuer-keys.ts'

/**
 * Opens the keys of an issuer: a file is read once, an address is asked when a token comes.
 * @throws Error where the keys lie in a file that has none
 */
export async function openKeys(
  { issuer, jwks }: TokenIssuer,
  log: FastifyBaseLogger,
  metrics: Metrics,
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
