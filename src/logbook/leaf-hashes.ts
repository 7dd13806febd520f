import { fold, type ReadHashes } from './merkle.ts'

/** Bytes of a hash. */
const width = 32

/**
 * The hashes of leaves, one behind another in memory, and of the subtrees over them: for a logbook that is not in a database.
 * Millions of them take some hundreds of megabytes.
 */
export class LeafHashes {
  #bytes = Buffer.alloc(1024 * width)
  size = 0

  add(hash: Buffer): void {
    if ((this.size + 1) * width > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)])
    hash.copy(this.#bytes, this.size++ * width)
  }

  /** Reads hashes of complete subtrees, worked out from the leaves and from nothing else. */
  readonly read: ReadHashes = async (level, from, count) => {
    if ((from + count) * 2 ** level > this.size) throw new RangeError('a hash of the tree is missing')
    return Array.from({ length: count }, (_, n) => this.#subtree(level, from + n))
  }

  #subtree(level: number, index: number): Buffer {
    const first = index * 2 ** level
    return fold(Array.from({ length: 2 ** level }, (_, n) => this.#leaf(first + n)))
  }

  #leaf(index: number): Buffer {
    return this.#bytes.subarray(index * width, (index + 1) * width)
  }
}
