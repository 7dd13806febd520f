import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { v4 as uuidv4 } from 'uuid'
import { developmentIssuer } from '../../db/checks.ts'
import type { TokenIssuer } from '../config/issuers/rules.ts'
import { scopes } from '../ground/scopes.ts'
import { unlessMissing } from './postgres/missing.ts'

const keyId = 'development'
const privateFile = 'issuer-key.json'
const publicFile = 'issuer-jwks.json'

/**
 * The issuer of the embedded default: a key pair in the data directory, made on the first start. It exists in development
 * mode only; production mode accepts configured issuers and no other.
 */
export async function openDevelopmentIssuer(directory: string): Promise<TokenIssuer> {
  const made = await readFile(join(directory, publicFile)).catch(unlessMissing)
  if (made === undefined) await makeKeys(directory)
  return { issuer: developmentIssuer, jwks: pathToFileURL(join(directory, publicFile)) }
}

/**
 * A token of the development issuer for an account of the demonstration.
 * @param subject key of the account, such as `jeugdverpleegkundige`
 */
export async function issueDevelopmentToken(
  directory: string,
  subject: string,
  audience: string,
): Promise<string> {
  const key = await importJWK(
    JSON.parse(await readFile(join(directory, privateFile), 'utf8')) as JWK,
    'RS256',
  )
  return new SignJWT({ azp: 'verwijsindex-development', scope: Object.keys(scopes).join(' ') })
    .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'at+jwt' })
    .setIssuer(developmentIssuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('1h')
    .setJti(uuidv4())
    .sign(key)
}

async function makeKeys(directory: string): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  await writeFile(join(directory, privateFile), JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 })
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: 'RS256', use: 'sig' }
  await writeFile(join(directory, publicFile), JSON.stringify({ keys: [jwk] }))
}
