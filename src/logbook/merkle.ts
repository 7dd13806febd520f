import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 6962 (section 2.1): hashes, proofs, and how they are checked. It knows nothing of the logbook
 * (R20): the keeper of the hashes hands in how to read them.
 */

/** How many levels lie between the ones whose hashes are kept; a tree of millions is read in some hundreds of hashes. */
export const tileHeight = 8

/**
 * Reads hashes of complete subtrees: `count` of them from number `from` on, each over `2 ** level` leaves. Only levels that are
 * multiples of `tileHeight` are asked for; level 0 are the leaves.
 */
export type ReadHashes = (level: number, from: number, count: number) => Promise<readonly Buffer[]>

/** The hash of a leaf: a prefix keeps it apart from the hash of a node. */
export function leafHash(data: Buffer): Buffer {
  return sha256(Buffer.of(0), data)
}

/** The hash of a node over its two halves. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.of(1), left, right)
}

/** The root over the first `size` leaves; of an empty tree the hash of nothing. */
export async function treeRoot(read: ReadHashes, size: number): Promise<Buffer> {
  return size === 0 ? sha256() : rangeHash(read, 0, size)
}

/** The hash of a complete subtree over as many hashes as a power of two. */
export function fold(hashes: readonly Buffer[]): Buffer {
  let level = hashes
  while (level.length > 1) {
    level = level.flatMap((left, n) => (n % 2 === 0 ? [nodeHash(left, hashAt(level, n + 1))] : []))
  }
  return hashAt(level, 0)
}

/** The proof that a leaf is in the tree of a size (RFC 6962, 2.1.1). */
export async function proveInclusion(read: ReadHashes, index: number, size: number): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError('no such leaf in a tree of this size')
  const path = async (at: number, low: number, high: number): Promise<Buffer[]> => {
    if (high - low === 1) return []
    const middle = low + largestPowerBelow(high - low)
    return at < middle
      ? [...(await path(at, low, middle)), await rangeHash(read, middle, high)]
      : [...(await path(at, middle, high)), await rangeHash(read, low, middle)]
  }
  return path(index, 0, size)
}

/** The proof that the tree of an earlier size is the beginning of the tree of a later one (RFC 6962, 2.1.2). */
export async function proveConsistency(read: ReadHashes, earlier: number, later: number): Promise<Buffer[]> {
  if (!(earlier >= 1 && earlier <= later)) throw new RangeError('no such two trees')
  const path = async (size: number, low: number, high: number, whole: boolean): Promise<Buffer[]> => {
    if (size === high) return whole ? [] : [await rangeHash(read, low, high)]
    const middle = low + largestPowerBelow(high - low)
    return size <= middle
      ? [...(await path(size, low, middle, whole)), await rangeHash(read, middle, high)]
      : [...(await path(size, middle, high, false)), await rangeHash(read, low, middle)]
  }
  return path(earlier, 0, later, true)
}

/** Whether a proof shows that a leaf stands at an index of the tree with this root (RFC 9162, 2.1.3.2). */
export function checkInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!(index >= 0 && index < size)) return false
  let [hash, at, last] = [leaf, index, size - 1]
  for (const beside of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(beside, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else {
      hash = nodeHash(hash, beside)
    }
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && hash.equals(root)
}

/** Whether a proof shows that one root is of the beginning of the tree that has the other (RFC 9162, 2.1.4.2). */
export function checkConsistency(
  earlier: { readonly size: number; readonly root: Buffer },
  later: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (!(earlier.size >= 1 && earlier.size <= later.size)) return false
  if (earlier.size === later.size) return proof.length === 0 && earlier.root.equals(later.root)
  const steps = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : [...proof]
  let [at, last] = [earlier.size - 1, later.size - 1]
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  const first = steps.shift()
  if (!first) return false
  let [old, young] = [first, first]
  for (const beside of steps) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      old = nodeHash(beside, old)
      young = nodeHash(beside, young)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else {
      young = nodeHash(young, beside)
    }
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && old.equals(earlier.root) && young.equals(later.root)
}

/** The hash over a range that a proof speaks of: it is complete, or splits into such as are. */
async function rangeHash(read: ReadHashes, low: number, high: number): Promise<Buffer> {
  const width = high - low
  if (isPowerOfTwo(width)) {
    const height = Math.log2(width)
    const level = height - (height % tileHeight)
    const each = 2 ** level
    return fold(await read(level, low / each, width / each))
  }
  const middle = low + largestPowerBelow(width)
  return nodeHash(await rangeHash(read, low, middle), await rangeHash(read, middle, high))
}

function largestPowerBelow(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1))
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n))
}

function hashAt(hashes: readonly Buffer[], place: number): Buffer {
  const hash = hashes[place]
  if (!hash) throw new RangeError('a hash of the tree is missing')
  return hash
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
