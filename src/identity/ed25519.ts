import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** Keys of Ed25519 from and to their 32 bytes: what Node wants around them is always the same. */

const publicHead = Buffer.from('302a300506032b6570032100', 'hex')
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')

/** What signs, from a seed of 32 bytes. */
export function signingKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })
}

/** The 32 bytes by which its signatures are verified. */
export function publicBytes(signing: KeyObject): Buffer {
  return createPublicKey(signing).export({ format: 'der', type: 'spki' }).subarray(publicHead.length)
}

/** What verifies, from those 32 bytes. */
export function verifyingKey(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicHead, bytes]), format: 'der', type: 'spki' })
}
