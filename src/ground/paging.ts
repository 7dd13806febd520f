/** Which part of a list is asked for: at most `limit` items, from after the item with this id on. */
export interface PageRequest {
  readonly limit: number
  readonly after?: string | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** The id to ask on from, or null where this was the end. */
  readonly next: string | null
}

/** Makes a page of what was read with one item more than the limit. */
export function toPage<T extends { readonly id: string }>(
  found: readonly T[],
  { limit }: PageRequest,
): Page<T> {
  const items = found.slice(0, limit)
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}
