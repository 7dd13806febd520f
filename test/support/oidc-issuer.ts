import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http'
import { createServer as createSecureServer, type RequestOptions, request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
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
  /** A token as the token endpoint gives it, to one of those who log in; to the one system where nobody is named. */
  token(login?: string): Promise<string>
  /** Signs with a key of this name from now on; earlier keys are published no longer, unless kept. */
  rotate(kid: string, keep: boolean): Promise<void>
  /** Is away until it is back. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
}

/** How an issuer is, other than that of one system in the clear. */
export interface OidcOptions {
  /** Its certificate, which is of `localhost`, with its key. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Who logs in, each with the same secret. */
  readonly people?: readonly string[]
}

export async function startOidcIssuer(
  t: Test,
  audience: string,
  { tls, people = [] }: OidcOptions = {},
): Promise<OidcIssuer> {
  const logins = [client.id, ...people]
  let asked = 0
  let keys: JWK[] = []
  let handle: ReturnType<Provider['callback']> | undefined
  const answer: RequestListener = (request, response) => {
    if (request.url === '/jwks') asked++
    void handle?.(request, response)
  }
  const server = tls ? createSecureServer(tls, answer) : createServer(answer)
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const goAway = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(0)
  t.teardown(goAway)
  const { port } = server.address() as AddressInfo
  const issuer = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`

  const rotate = async (kid: string, keep: boolean) => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    keys = [{ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }, ...(keep ? keys : [])]
    handle = provider(issuer, audience, keys, logins).callback()
  }
  await rotate('first', false)

  return {
    issuer,
    jwks: new URL('/jwks', issuer),
    subject: client.id,
    keysAsked: () => asked,
    async token(login = client.id) {
      const asking = (tls ? secureRequest : request)(`${issuer}/token`, {
        method: 'POST',
        // What the test asks itself needs no authority.
        rejectUnauthorized: false,
        headers: {
          authorization: `Basic ${Buffer.from(`${login}:${client.secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
      } as RequestOptions)
      asking.end(
        String(new URLSearchParams({ grant_type: 'client_credentials', scope, resource: `urn:${audience}` })),
      )
      const [response] = (await once(asking, 'response')) as [IncomingMessage]
      const { access_token: token } = (await json(response)) as { access_token?: string }
      if (token === undefined) throw new Error(`no token: ${response.statusCode}`)
      return token
    },
    rotate,
    goAway,
    comeBack: () => listen(port),
  }
}

function provider(issuer: string, audience: string, keys: JWK[], logins: readonly string[]): Provider {
  return new Provider(issuer, {
    jwks: { keys: keys as never[] },
    clients: logins.map((login) => ({
      client_id: login,
      client_secret: client.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
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
