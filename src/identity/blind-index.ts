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

/**
 * Keyed digests of what a request asked, to recognise the same request without keeping it: one under each version of the index key, the
 * oldest first, so that instances that share a version recognise each other's.
 */
export function requestDigests(parts: readonly (string | null)[], keys: Keys): Buffer[] {
  const text = JSON.stringify(parts)
  return keys.digest.map((key) => createHmac('sha256', key).update(text).digest())
}
