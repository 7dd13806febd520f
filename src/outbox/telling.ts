/** What a story needs that tells others: to have it delivered now, where it would wait for its turn otherwise. */
export interface Telling {
  readonly wake: () => void
}
