import { createHash } from 'node:crypto'

/** A signed state of the logbook, with all that is kept of it (R20). */
export interface KeptCheckpoint {
  readonly size: number
  /** The signed note: origin, size, root, signature. */
  readonly note: string
  readonly signedAt: Date
  /** Up to which transaction all is sealed, in the cluster of that name. */
  readonly sealedBefore: string
  readonly cluster: string
}

/**
 * What the line `checkpoint_signed` says of a checkpoint: a hash over everything that is kept of it. The next checkpoint seals that
 * line, so that nothing of this one can be changed; the note alone says neither when it was signed nor how far it went.
 */
export function checkpointDigest({ size, note, signedAt, sealedBefore, cluster }: KeptCheckpoint): Buffer {
  const text = JSON.stringify({ size, note, signedAt: signedAt.toISOString(), sealedBefore, cluster })
  return createHash('sha256').update(text).digest()
}
