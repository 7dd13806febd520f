import { type Checkpoint, openCheckpoint, type Verifier } from './note.ts'

/** Which key counts for a checkpoint of a size. */
export interface KeysBySize {
  /** A checkpoint that is signed by the key that counted at its size; undefined for any other. */
  open(note: string): Checkpoint | undefined
}

/**
 * Follows a logbook from key to key (R20). A key hands over with a checkpoint that it signs together with the next one: up to that the
 * old key counts, and after it the new one alone. So somebody with a key that leaked signs nothing that counts after it was changed.
 * @param kept the checkpoints of the logbook
 * @param verifiers the keys, the oldest first
 */
export function keysBySize(
  kept: readonly { readonly size: number; readonly note: string }[],
  verifiers: readonly Verifier[],
): KeysBySize {
  const handedOverAt: number[] = []
  for (const { size, note } of [...kept].sort((a, b) => a.size - b.size)) {
    const [before, after] = verifiers.slice(handedOverAt.length)
    if (before && after && openCheckpoint(note, before) && openCheckpoint(note, after)?.size === size)
      handedOverAt.push(size)
  }
  const largest = Math.max(0, ...kept.map(({ size }) => size))
  return {
    open(note) {
      for (const [place, verifier] of verifiers.entries()) {
        const opened = openCheckpoint(note, verifier)
        // What a witness has beyond the last checkpoint may be of after a change that is not here any more.
        if (opened && (counts(place, opened.size) || (opened.size > largest && place >= handedOverAt.length)))
          return opened
      }
      return undefined
    },
  }

  function counts(place: number, size: number): boolean {
    const [from, until] = [handedOverAt[place - 1], handedOverAt[place]]
    return (place === 0 || (from !== undefined && size > from)) && (until === undefined || size <= until)
  }
}
