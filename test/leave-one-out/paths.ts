/** The names that lead to a value within others. */
export type Path = readonly (string | number)[]

/**
 * The entries of some lists, and the elements of the arrays in them. The fields of an entry that are no arrays are for the compiler.
 */
export function leavesOf(lists: object): Path[] {
  return Object.entries(lists).flatMap(([list, entries]) =>
    Object.entries(entries as object).flatMap(([name, entry]): Path[] => [
      [list, name],
      ...elementsOf(entry).map((path) => [list, name, ...path]),
    ]),
  )
}

function elementsOf(entry: unknown): Path[] {
  if (Array.isArray(entry)) return entry.map((_, at) => [at])
  if (!isPlain(entry)) return []
  return Object.entries(entry).flatMap(([field, value]) =>
    Array.isArray(value) ? value.map((_, at) => [field, at]) : [],
  )
}

/** A copy of a value without what a path leads to; with all of it where the path is empty. */
export function withoutPath<T>(value: T, path: Path): T {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(value))
    return value.flatMap((each, at) =>
      at !== Number(first) ? [each] : rest.length > 0 ? [withoutPath(each, rest)] : [],
    ) as T
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, each]) =>
      name !== first ? [[name, each]] : rest.length > 0 ? [[name, withoutPath(each, rest)]] : [],
    ),
  ) as T
}

/** An object of names and values, and no schema. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
