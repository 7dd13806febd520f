import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { JSONWebKeySet, JWK } from 'jose'
import { type Trace, traceparentOf } from '../trace-context.ts'

/** How long a request may wait for the keys of an issuer (ms). */
const longestFetch = 1500
/** A key set has some kilobytes; more than this is none (bytes). */
const largestSet = 256 * 1024
/** Shorter RSA keys sign nothing (NL GOV profile, RFC 7518 § 3.3; bits). */
const shortestRsa = 2048

/** Why the keys of an issuer are not to be had, in words without anything that it sent. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError'
}

/**
 * Fetches the public keys of an issuer, or reads them where they are a file.
 * @param trace of the request that needs them, which goes on to the issuer
 * @throws KeySetError where there is no answer in time, or none with a key in it
 */
export async function fetchKeySet(jwks: URL, trace?: Trace): Promise<JSONWebKeySet> {
  const text = jwks.protocol === 'file:' ? await read(jwks) : await download(jwks, trace)
  const keys = keysOf(text).filter(isUsable)
  if (keys.length === 0) throw new KeySetError('no usable key in it')
  return { keys }
}

async function read(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new KeySetError(`cannot be read (${codeOf(error)})`)
  }
}

/** A redirect is not followed: the keys are where the configuration says, and at no other address. */
async function download(jwks: URL, trace?: Trace): Promise<string> {
  const signal = AbortSignal.timeout(longestFetch)
  try {
    const answer = await fetch(jwks, {
      signal,
      redirect: 'manual',
      headers: {
        accept: 'application/jwk-set+json, application/json',
        ...(trace && { traceparent: traceparentOf(trace) }),
      },
    })
    if (answer.status !== 200) {
      await answer.body?.cancel()
      throw new KeySetError(`answered ${answer.status}`)
    }
    return await readBounded(answer)
  } catch (error) {
    if (error instanceof KeySetError) throw error
    if (signal.aborted) throw new KeySetError(`no whole answer within ${longestFetch} ms`)
    throw new KeySetError(`cannot be reached (${codeOf(error)})`)
  }
}

async function readBounded({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.byteLength
    if (size > largestSet) throw new KeySetError(`larger than ${largestSet} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function keysOf(text: string): unknown[] {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    if (Array.isArray(keys)) return keys
  } catch {
    // Not even JSON.
  }
  throw new KeySetError('is no JSON Web Key Set')
}

/** A public key with a name, to check signatures with. One of another kind is passed by, and does not spoil the set. */
function isUsable(jwk: unknown): jwk is JWK {
  if (jwk === null || typeof jwk !== 'object') return false
  const { kid, use = 'sig', d } = jwk as JWK
  if (typeof kid !== 'string' || use !== 'sig' || d !== undefined) return false
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    return (asymmetricKeyDetails?.modulusLength ?? shortestRsa) >= shortestRsa
  } catch {
    return false
  }
}

/** The code of the system or of TLS, such as `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  const found = cause?.code ?? code
  return typeof found === 'string' ? found : 'no code'
}
