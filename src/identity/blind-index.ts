import { createHmac } from 'node:crypto'
import type { Bsn } from './bsn.ts'
import type { Keys } from './keys.ts'

/** A value under which a young person can be found without the number being readable. */
export interface IndexValue {
  readonly version: number
  readonly value: Buffer
}

/**
 * HMAC-SHA256 of the number under every index key in use (R9, R23). The prefix keeps other identifying numbers,
 * such as the index number of a young person without a BSN, apart.
 */
export function indexValues(bsn: Bsn, keys: Keys): IndexValue[] {
  return keys.index.map(({ version, key }) => ({
    version,
    value: createHmac('sha256', key).update('bsn:').update(bsn.reveal()).digest(),
  }))
}

/** Keyed digest of what a request asked, to recognise the same request without keeping it. */
export function requestDigest(parts: readonly (string | null)[], keys: Keys): Buffer {
  return createHmac('sha256', keys.digest).update(JSON.stringify(parts)).digest()
}
