/** How many are worked on in one transaction: fewer after one that failed, more again after those that went well. */
export interface BatchSize {
  current(): number
  /** Tells how a batch came out. */
  came(well: boolean): void
}

/** So many in one transaction at most, that nobody who registers waits long for their locks. */
const most = 300

/**
 * The size of the batches of a service's daily work (R11). What met its deadline would meet it again if it were tried as
 * large: where a young person has very many signals, or the machine is slow, one at a time still gets there.
 */
export function batchSize(): BatchSize {
  let size = most
  return {
    current: () => size,
    came(well) {
      size = well ? Math.min(most, size * 2) : Math.max(1, Math.floor(size / 4))
    },
  }
}
