import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Bsn } from './bsn.ts'
import type { Keys } from './keys.ts'

const nonceBytes = 12
const tagBytes = 16

/** A number sealed with AES-256-GCM: nonce, tag and ciphertext in a row, and the version of the key. */
export interface SealedBsn {
  readonly keyVersion: number
  readonly sealed: Buffer
}

/**
 * Seals a number for one young person; moved to another row it does not open (R23).
 * @param version of the key; the current one where none is given
 * @throws Error where there is no such key
 */
export function sealBsn(bsn: Bsn, youngPersonId: string, keys: Keys, version?: number): SealedBsn {
  const current = version === undefined ? keys.seal[0] : keys.seal.find((key) => key.version === version)
  if (!current) throw new Error('no key to seal with')
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(youngPersonId))
  const ciphertext = Buffer.concat([cipher.update(bsn.reveal(), 'utf8'), cipher.final()])
  return { keyVersion: current.version, sealed: Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]) }
}

/** Hears of a seal that does not open, by the version of its key. */
export type OnUnreadable = (keyVersion: number) => void

/**
 * Opens a sealed number where this instance can: while keys are changed, some instances lack the newest. One number that stays closed is
 * then no reason to hide the others.
 */
export function openWherePossible(
  sealed: SealedBsn,
  youngPersonId: string,
  keys: Keys,
  onUnreadable: OnUnreadable,
): Bsn | undefined {
  try {
    return openBsn(sealed, youngPersonId, keys)
  } catch {
    onUnreadable(sealed.keyVersion)
    return undefined
  }
}

/**
 * Opens a sealed number.
 * @throws Error where the key version is not here, or the seal was broken or belongs to another young person
 */
export function openBsn({ keyVersion, sealed }: SealedBsn, youngPersonId: string, keys: Keys): Bsn {
  const key = keys.seal.find((candidate) => candidate.version === keyVersion)
  if (!key) throw new Error(`no seal key of version ${keyVersion}`)
  const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(0, nonceBytes))
    .setAAD(Buffer.from(youngPersonId))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const digits =
    decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
  const bsn = Bsn.parse(digits)
  if (!bsn) throw new Error('a seal held no number')
  return bsn
}
