import { createHmac, KeyObject, sign, type webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { InjectOptions } from 'fastify'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import type { Issuer } from '../support/issuer.ts'

type Defect = (good: string, issuer: Issuer, subject: string) => Promise<InjectOptions>

const now = () => Math.floor(Date.now() / 1000)
const bearer = (token: string): InjectOptions => ({ headers: { authorization: `Bearer ${token}` } })
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with other claims; undefined leaves one out. */
const claims =
  (changed: () => Record<string, unknown>): Defect =>
  async (_good, issuer, subject) =>
    bearer(await issuer.token(subject, changed()))

/** A token with another protected header. */
const header =
  (changed: Record<string, unknown>): Defect =>
  async (_good, issuer, subject) =>
    bearer(await issuer.token(subject, {}, changed))

const authorization =
  (value: (good: string) => string): Defect =>
  async (good) => ({ headers: { authorization: value(good) } })

/** A token signed with somebody else's key, under a header of their choosing. */
const strangersKey =
  (more: (jwk: JWK) => Record<string, unknown>): Defect =>
  async (good) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const payload = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString())
    return bearer(
      await new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: 'test', ...more(await exportJWK(publicKey)) })
        .sign(privateKey),
    )
  }

async function publicPem(issuer: Issuer): Promise<string> {
  const { keys } = JSON.parse(await readFile(issuer.jwks, 'utf8')) as { keys: JWK[] }
  const key = await importJWK({ ...keys[0], ext: true } as JWK, 'RS256')
  return exportSPKI(key as Parameters<typeof exportSPKI>[0])
}

const payloadOf = (good: string) => good.split('.')[1] ?? ''

/** Every way in which a token is not one to trust. Each must be answered alike. */
export const tokenDefects: Readonly<Record<string, Defect>> = {
  absent: async () => ({}),
  'an empty header': authorization(() => ''),
  'the scheme alone': authorization(() => 'Bearer'),
  'the scheme and a space': authorization(() => 'Bearer '),
  'no scheme': authorization((good) => good),
  'scheme Basic': authorization((good) => `Basic ${good}`),
  'Basic credentials': authorization(() => `Basic ${Buffer.from('user:secret').toString('base64')}`),
  'scheme DPoP': authorization((good) => `DPoP ${good}`),
  'two tokens': authorization((good) => `Bearer ${good} ${good}`),
  'two schemes': authorization((good) => `Bearer Bearer ${good}`),
  'in the query': async (good) => ({ query: { access_token: good, token: good, authorization: good } }),
  'in another header': async (good) => ({ headers: { 'x-authorization': `Bearer ${good}`, token: good } }),
  'in a cookie': async (good) => ({ headers: { cookie: `token=${good}; authorization=Bearer ${good}` } }),
  'no token at all': async () => bearer('abc'),
  'two parts': async (good) => bearer(good.split('.').slice(0, 2).join('.')),
  'four parts': async (good) => bearer(`${good}.abc`),
  'five empty parts': async () => bearer('....'),
  'parts that are not base64': async () => bearer('§§§.§§§.§§§'),
  'a header that is not JSON': async (good) => bearer(`YWJj.${good.split('.').slice(1).join('.')}`),
  'a header that is null': async (good) => bearer(`${base64(null)}.${good.split('.').slice(1).join('.')}`),
  'a payload that is not JSON': async (_good, issuer) => bearer(signed(issuer, 'YWJj')),
  'a payload that is null': async (_good, issuer) => bearer(signed(issuer, base64(null))),
  'a payload that is a list': async (_good, issuer) => bearer(signed(issuer, base64([]))),
  'a payload that is a text': async (_good, issuer) => bearer(signed(issuer, base64('text'))),
  'a huge token': async (good) => bearer(`${good}${'a'.repeat(200_000)}`),
  'a huge claim': claims(() => ({ sub: 'a'.repeat(200_000) })),

  'no signature': async (good) => bearer(`${good.split('.').slice(0, 2).join('.')}.`),
  'a changed signature': async (good) =>
    bearer(`${good.slice(0, -20)}${good.at(-20) === 'A' ? 'B' : 'A'}${good.slice(-19)}`),
  'a changed payload': async (good) => {
    const [head, payload = '', signature] = good.split('.')
    const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), azp: 'other' }
    return bearer(`${head}.${base64(changed)}.${signature}`)
  },
  'the key of a stranger': strangersKey(() => ({})),
  'a key in the header': strangersKey((jwk) => ({ jwk })),
  'the address of a key in the header': strangersKey(() => ({ jku: 'https://stranger.example/jwks.json' })),
  'a certificate in the header': strangersKey(() => ({
    x5u: 'https://stranger.example/cert',
    x5c: ['MIIB'],
  })),

  'alg none': async (good) => bearer(`${base64({ alg: 'none', kid: 'test' })}.${payloadOf(good)}.`),
  'alg None': async (good) => bearer(`${base64({ alg: 'None', kid: 'test' })}.${payloadOf(good)}.`),
  'alg none with a signature': async (good) =>
    bearer(`${base64({ alg: 'none', kid: 'test' })}.${good.split('.').slice(1).join('.')}`),
  'no alg': async (good) => bearer(`${base64({ kid: 'test' })}.${good.split('.').slice(1).join('.')}`),
  'HS256 with the public key as its secret': async (good, issuer) => {
    const text = `${base64({ alg: 'HS256', kid: 'test' })}.${payloadOf(good)}`
    return bearer(
      `${text}.${createHmac('sha256', await publicPem(issuer))
        .update(text)
        .digest('base64url')}`,
    )
  },
  'HS256 with an empty secret': async (good) => {
    const text = `${base64({ alg: 'HS256', kid: 'test' })}.${payloadOf(good)}`
    return bearer(`${text}.${createHmac('sha256', '').update(text).digest('base64url')}`)
  },
  'RS512, by the right key': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { alg: 'RS512' }, 'sha512')),
  'says PS256, signed as RS256': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { alg: 'PS256' })),
  'says ES256, signed as RS256': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { alg: 'ES256' })),
  'says EdDSA, signed as RS256': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { alg: 'EdDSA' })),
  'an alg that is a list': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { alg: ['RS256'] })),

  'no kid': header({ kid: undefined }),
  'an unknown kid': header({ kid: 'unknown' }),
  'an empty kid': header({ kid: '' }),
  'a kid that is a number': async (good, issuer) => bearer(signed(issuer, payloadOf(good), { kid: 1 })),
  'a kid that is a path': header({ kid: '../../../../dev/null' }),
  'a critical header that nobody knows': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { crit: ['unheard-of'], 'unheard-of': true })),

  expired: claims(() => ({ iat: now() - 700, exp: now() - 100 })),
  'expired a second longer ago than clocks may differ': claims(() => ({ iat: now() - 700, exp: now() - 61 })),
  'no exp': claims(() => ({ exp: undefined })),
  'an exp that is a text': claims(() => ({ exp: String(now() + 600) })),
  'an exp that is null': claims(() => ({ exp: null })),
  'an exp beyond all numbers': claims(() => ({ exp: 1e308 })),
  'not yet valid': claims(() => ({ nbf: now() + 300 })),
  'valid further ahead than clocks may differ': claims(() => ({ nbf: now() + 90 })),
  'valid only after it expires': claims(() => ({ exp: now() + 10, nbf: now() + 20 })),
  'an nbf that is null': claims(() => ({ nbf: null as never })),
  'an nbf that is a text': claims(() => ({ nbf: 'now' })),
  'lifetime too long': claims(() => ({ exp: now() + 3601 })),
  'lifetime negative': claims(() => ({ iat: now() + 30, exp: now() + 20 })),
  'no iat': claims(() => ({ iat: undefined })),
  'an iat that is a text': claims(() => ({ iat: String(now()) })),
  'issued further ahead than clocks may differ': claims(() => ({ iat: now() + 90, exp: now() + 600 })),
  'issued ahead of time': claims(() => ({ iat: now() + 86_400, exp: now() + 86_400 + 600 })),

  'a logout token': header({ typ: 'logout+jwt' }),
  'a logout token by its claims': claims(() => ({
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })),
  'a security event': header({ typ: 'secevent+jwt' }),
  'a proof of possession': header({ typ: 'dpop+jwt' }),
  'an authorisation request': header({ typ: 'application/oauth-authz-req+jwt' }),
  'an answer of introspection': header({ typ: 'token-introspection+jwt' }),
  'an ID token by its type': header({ typ: 'id+jwt' }),
  'a type that starts as the right one': header({ typ: 'at+jwt2' }),
  'an empty type': header({ typ: '' }),
  'a type that is null': async (good, issuer) => bearer(signed(issuer, payloadOf(good), { typ: null })),
  'a type that is a list': async (good, issuer) =>
    bearer(signed(issuer, payloadOf(good), { typ: ['at+jwt'] })),
  'an ID token by its nonce': claims(() => ({ nonce: 'n-0S6_WzA2Mj' })),
  'an ID token by its hash of an access token': claims(() => ({ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' })),
  'an ID token by its hash of a code': claims(() => ({ c_hash: '77QmUPtjPfzWtF2AnpK9RQ' })),
  'an ID token by the word of its issuer': claims(() => ({ typ: 'ID' })),
  'a refresh token by the word of its issuer': claims(() => ({ typ: 'Refresh' })),
  'an ID token by its use': claims(() => ({ token_use: 'id' })),
  'bound to a key by DPoP': claims(() => ({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } })),
  'bound to a certificate': claims(() => ({
    cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' },
  })),
  'bound to a key that it holds': claims(() => ({ cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' } } })),
  'bound to nothing that can be read': claims(() => ({ cnf: null })),
  'bound to a key, with a proof beside it': async (_good, issuer, subject) => {
    const { headers } = bearer(await issuer.token(subject, { cnf: { jkt: 'abc' } }))
    return { headers: { ...headers, dpop: await issuer.token(subject, {}, { typ: 'dpop+jwt' }) } }
  },

  'no iss': claims(() => ({ iss: undefined })),
  'wrong iss': claims(() => ({ iss: 'https://stranger.example' })),
  'an iss with a slash more': claims(() => ({ iss: 'https://issuer.example/' })),
  'an iss in capitals': claims(() => ({ iss: 'HTTPS://ISSUER.EXAMPLE' })),
  'an iss that is a list': claims(() => ({ iss: ['https://issuer.example'] })),
  'an iss that every object has': claims(() => ({ iss: '__proto__' })),
  'no aud': claims(() => ({ aud: undefined })),
  'wrong aud': claims(() => ({ aud: 'another-service' })),
  'an aud that holds ours': claims(() => ({ aud: 'verwijsindex-test' })),
  'an empty list of aud': claims(() => ({ aud: [] })),
  'an aud that is an object': claims(() => ({ aud: { verwijsindex: true } })),

  'no sub': claims(() => ({ sub: undefined })),
  'an empty sub': claims(() => ({ sub: '' })),
  'a sub that is a number': claims(() => ({ sub: 1 })),
  'a sub that is a list': claims(() => ({ sub: ['account-1'] })),
  'a sub that is an object': claims(() => ({ sub: { toString: 'account-1' } })),
  'a sub that is null': claims(() => ({ sub: null })),
  'a sub with a NUL': claims(() => ({ sub: 'account-1\u0000' })),
  'a sub with half a character': claims(() => ({ sub: 'account-1\ud800' })),
  'a sub with a line break': claims(() => ({ sub: 'account-1\n' })),
  'a sub that is too long': claims(() => ({ sub: 'a'.repeat(256) })),
  'no azp': claims(() => ({ azp: undefined })),
  'an empty azp': claims(() => ({ azp: '' })),
  'an azp that is a list': claims(() => ({ azp: ['test'] })),
  'no jti': claims(() => ({ jti: undefined })),
  'an empty jti': claims(() => ({ jti: '' })),
  'a jti that is a number': claims(() => ({ jti: 1 })),
}

/** A payload as it stands, signed with the issuer's own key under any header. */
function signed(issuer: Issuer, payload: string, header: object = {}, hash = 'sha256'): string {
  const text = `${base64({ alg: 'RS256', kid: 'test', ...header })}.${payload}`
  return `${text}.${sign(hash, Buffer.from(text), KeyObject.from(issuer.privateKey as webcrypto.CryptoKey)).toString('base64url')}`
}
