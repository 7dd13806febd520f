import type { TokenIssuer } from '../../config/issuers/rules.ts'
import { fetchKeySet, KeySetError } from '../../http/door/tokens/fetch-key-set.ts'
import { explain } from '../attempt.ts'
import type { Check, CheckContext, Finding } from './check.ts'
import { fetchFor } from './fetch-for.ts'

const setting = 'TOKEN_ISSUERS'

/** Every issuer of tokens: its keys, and what it says of itself. One that is away comes back by itself, and stops no start. */
export const checkIssuers: Check = {
  name: 'issuers',
  what: 'fetches the key set of each issuer, and its discovery document where it has one: that names the same issuer and the same keys',
  stops: 'never',
  step: () => ({ setting, tried: 'reach the issuers', where: '' }),
  async run(context) {
    const all = (context.config.issuers ?? []).map(async (issuer) => [
      ...(await tryKeySet(issuer)),
      ...(await tryDiscovery(issuer, context)),
    ])
    return (await Promise.all(all)).flat()
  },
}

async function tryKeySet({ issuer, jwks }: TokenIssuer): Promise<Finding[]> {
  const told = { setting, tried: `fetch the keys of ${issuer}`, where: jwks.href }
  try {
    const { keys } = await fetchKeySet(jwks)
    return [{ outcome: 'ok', ...told, came: `${keys.length} keys that can be used` }]
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error
    const remedy = 'Correct `jwks`, or the issuer; until then its tokens get a 503.'
    return [{ outcome: 'fault', ...told, came: error.message, remedy }]
  }
}

interface Discovery {
  readonly issuer?: unknown
  readonly jwks_uri?: unknown
}

/** An issuer need not have one: where nothing is to be had that is a warning, and where it says otherwise a fault. */
async function tryDiscovery(
  { issuer, jwks, recipe }: TokenIssuer,
  { signal }: CheckContext,
): Promise<Finding[]> {
  // The discovery of AD FS is about its ID tokens, which have another issuer.
  if (!/^https?:/.test(issuer) || recipe === 'ad-fs') return []
  const where = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const told = { setting, tried: `read what ${issuer} says of itself`, where }
  const nothing = (came: string): Finding[] => [
    {
      outcome: 'warning',
      ...told,
      came,
      remedy: 'It is not needed; `issuer` has to be as in its tokens (`iss`).',
    },
  ]
  let document: Discovery
  try {
    const answer = await fetchFor(where, signal)
    if (answer.status !== 200) {
      await answer.body?.cancel()
      return nothing(`it answers ${answer.status}`)
    }
    document = ((await answer.json()) as Discovery | null) ?? {}
  } catch (error) {
    return nothing(explain(error, setting)?.why ?? 'the answer is no JSON')
  }
  if (document.issuer !== issuer) {
    const remedy = 'Put the issuer as it names itself in `issuer`: tokens with any other `iss` are refused.'
    return [{ outcome: 'fault', ...told, came: 'it calls itself otherwise', remedy }]
  }
  if (jwks.protocol !== 'file:' && document.jwks_uri !== jwks.href)
    return [
      {
        outcome: 'warning',
        ...told,
        came: 'it has its keys at another address (`jwks_uri`)',
        remedy: 'Put that address in `jwks`, or the keys that it changes to are never seen.',
      },
    ]
  return [{ outcome: 'ok', ...told, came: 'it names itself and its keys as configured' }]
}
