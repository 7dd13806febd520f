import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import type { Test } from 'tap'
import { scopes } from '../../src/ground/scopes.ts'

export const testIssuer = 'https://issuer.example'
export const testAudience = 'verwijsindex'

/** An issuer of the tests: keys of its own, and tokens with any defect one likes. */
export interface Issuer {
  readonly issuer: string
  readonly jwks: URL
  readonly privateKey: CryptoKey
  /** A good token for a subject, but for the claims and headers that are overridden; undefined leaves one out. */
  token(subject: string, claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>
}

export function createIssuer(t: Test, issuer = testIssuer): Promise<Issuer> {
  return createIssuerIn(t.testdir(), issuer)
}

/** An issuer whose public keys lie in a directory. */
export async function createIssuerIn(directory: string, issuer = testIssuer): Promise<Issuer> {
  const privateKey = await keyOf(issuer)
  const { kty, n, e } = await exportJWK(privateKey)
  const file = join(directory, 'jwks.json')
  await writeFile(file, JSON.stringify({ keys: [{ kty, n, e, kid: 'test', alg: 'RS256' }] }))
  return {
    issuer,
    jwks: pathToFileURL(file),
    privateKey,
    async token(subject, claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000)
      const standard = {
        iss: issuer,
        aud: testAudience,
        sub: subject,
        azp: 'test',
        jti: crypto.randomUUID(),
        iat: now,
        exp: now + 600,
        scope: Object.keys(scopes).join(' '),
      }
      return new SignJWT({ ...standard, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'test', ...header })
        .sign(privateKey)
    },
  }
}

/**
 * The issuer of most tests has a key that lies beside this file: to make one takes as long as a whole small test. It opens nothing but
 * what a test has made. Each other issuer makes a key of its own.
 */
async function keyOf(issuer: string): Promise<CryptoKey> {
  if (issuer !== testIssuer) return (await generateKeyPair('RS256', { extractable: true })).privateKey
  const kept = JSON.parse(await readFile(new URL('./issuer-key.json', import.meta.url), 'utf8'))
  return (await importJWK({ ...kept, ext: true }, 'RS256')) as CryptoKey
}
