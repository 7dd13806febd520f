import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider from 'oidc-provider'
import type { Test } from 'tap'
import { scopes } from '../../src/ground/scopes.ts'

const client = { id: 'jeugd-epd', secret: 'a-secret-of-the-tests-only-0123456789' }
const scope = Object.keys(scopes).join(' ')

/** A real OpenID provider that issues JWT access tokens to a system by its client credentials. */
export interface OidcIssuer {
  readonly issuer: string
  readonly jwks: URL
  /** Whom its tokens name. */
  readonly subject: string
  /** How often its public keys were asked for. */
  keysAsked(): number
  /** A token as the token endpoint gives it. */
  token(): Promise<string>
  /** Signs with a key of this name from now on; earlier keys are published no longer, unless kept. */
  rotate(kid: string, keep: boolean): Promise<void>
  /** Is away until it is back. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
}

export async function startOidcIssuer(t: Test, audience: string): Promise<OidcIssuer> {
  let asked = 0
  let keys: JWK[] = []
  let handle: ReturnType<Provider['callback']> | undefined
  const server = createServer((request, response) => {
    if (request.url === '/jwks') asked++
    void handle?.(request, response)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const goAway = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(0)
  t.teardown(goAway)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  const rotate = async (kid: string, keep: boolean) => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    keys = [{ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }, ...(keep ? keys : [])]
    handle = provider(issuer, audience, keys).callback()
  }
  await rotate('first', false)

  return {
    issuer,
    jwks: new URL('/jwks', issuer),
    subject: client.id,
    keysAsked: () => asked,
    async token() {
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: `urn:${audience}` }),
      })
      const { access_token: token } = (await answer.json()) as { access_token?: string }
      if (token === undefined) throw new Error(`no token: ${answer.status}`)
      return token
    },
    rotate,
    goAway,
    comeBack: () => listen(port),
  }
}

function provider(issuer: string, audience: string, keys: JWK[]): Provider {
  return new Provider(issuer, {
    jwks: { keys: keys as never[] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    scopes: Object.keys(scopes),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: () => ({ azp: client.id }),
  })
}
