import { fewestContributors, figureLimits } from '../law.ts'

/** How much each professional, who is a number here, contributes to a figure. */
export type Contributions = ReadonlyMap<number, number>

export function totalOf(contributions: Contributions): number {
  let total = 0
  for (const count of contributions.values()) total += count
  return total
}

/** What several figures come to, professional by professional: somebody may work in more municipalities than one. */
export function sumOf(all: readonly Contributions[]): Contributions {
  const [first] = all
  if (all.length === 1 && first) return first
  const sum = new Map<number, number>()
  for (const contributions of all)
    for (const [professional, count] of contributions)
      sum.set(professional, (sum.get(professional) ?? 0) + count)
  return sum
}

/** R22: a figure that can be shown by itself, since it is large enough, of enough professionals, and of none too much. */
export function isSafe(contributions: Contributions, threshold: number): boolean {
  let [total, largest, contributors] = [0, 0, 0]
  for (const count of contributions.values()) {
    total += count
    if (count > largest) largest = count
    if (count > 0) contributors++
  }
  return (
    total >= threshold && contributors >= fewestContributors && largest <= figureLimits.largestShare * total
  )
}

/** A count that is not shown by itself. */
export interface Hidden {
  /** How much it is beyond what is known of it anyway. */
  readonly count: number
  /** How much it may be, beyond that, and still be hidden for being small. */
  readonly room: number
  /** From where on it is no small one. */
  readonly largeFrom: number
}

/** The count of something that would be shown from a threshold on, and of which it is known to be at least so much. */
export function hiddenCount(count: number, threshold: number, known: number): Hidden {
  return { count: count - known, room: threshold - 1 - known, largeFrom: threshold - known }
}

/**
 * The sum of hidden counts that was not shown before, where it might have been. Whoever knows one just below the threshold must
 * not see from how its sum with others is treated that these are nothing; so a sum is taken for small somewhat longer.
 */
export function hiddenSum(counts: readonly Hidden[], threshold: number): Hidden {
  const [only] = counts
  if (counts.length === 1 && only) return only
  const widest = Math.max(...counts.map(({ room }) => room))
  return {
    count: totalOfAll(counts.map(({ count }) => count)),
    room: Math.min(threshold - 1, 2 * widest - 1),
    largeFrom: 2 * threshold,
  }
}

/**
 * R22: whether hidden counts stay hidden where only their sum is shown. Taken is the worst: that it is known which of them are
 * small, and how much exactly all others are. Then each small one may still be anything that leaves it small. Where none is
 * small, which shows in a large sum, each may still lie as far above. All of it goes by sums: a rule that went by single
 * counts would tell of them.
 * @param insiders how many who know their own count may put it together with the rest
 */
export function isAmbiguous(hidden: readonly Hidden[], insiders: number): boolean {
  const widest = Math.max(...hidden.map(({ room }) => room))
  const small = hidden.filter(({ count, largeFrom }) => count < largeFrom)
  if (small.length === 0) {
    const beyond = descending(hidden.map(({ count, largeFrom }) => count - largeFrom))
    return hidden.length > 1 + insiders && totalOfAll(beyond.slice(insiders)) >= widest
  }
  const sum = totalOfAll(small.map(({ count }) => count))
  const rooms = descending(small.map(({ room }) => room))
  return (1 + insiders) * widest <= sum && sum <= totalOfAll(rooms.slice(1 + insiders))
}

function descending(counts: readonly number[]): number[] {
  return counts.toSorted((a, b) => b - a)
}

function totalOfAll(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
