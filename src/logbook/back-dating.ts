import type { SealedLine } from './entry.ts'

/** ms that a line may be older than what was sealed before it. */
const longest = 24 * 60 * 60_000

/**
 * Tells which lines are dated before what was sealed before them (R20). Lines are sealed in the order of their transactions, so a
 * line that is days older than all that went under the checkpoint before it was put in later than it says, or written by a
 * clock that was wrong. Not the instant of signing is what counts, since a backlog is signed late.
 */
export class BackDating {
  #before = Number.NEGATIVE_INFINITY
  #since = Number.NEGATIVE_INFINITY

  /** Whether the next line, in the order of sealing, is. */
  isBackDated({ occurredAt }: SealedLine): boolean {
    this.#since = Math.max(this.#since, occurredAt.getTime())
    return occurredAt.getTime() < this.#before - longest
  }

  /** A checkpoint was signed behind the last line. */
  checkpoint(): void {
    this.#before = this.#since
    this.#since = Number.NEGATIVE_INFINITY
  }
}
