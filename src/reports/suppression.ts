import { fewestContributors, figureLimits } from '../ground/law.ts'

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

/**
 * Whether a count that is known to be small may still be more than what one professional in it knows of themself: else it would
 * say of their colleagues that they did nothing.
 */
export function leavesRoom(contributions: Contributions, threshold: number): boolean {
  return totalOf(contributions) >= threshold || Math.max(0, ...contributions.values()) < threshold - 1
}

/** A count that is not shown by itself. */
export interface Hidden {
  /** How much it is beyond what is known of it anyway. */
  readonly count: number
  /** How much it may be, beyond that, and still be hidden for being small. */
  readonly room: number
  /** How far it lies above what is small; null where it is small. */
  readonly above: number | null
}

/** The count of something that would be shown from a threshold on, and of which it is known to be at least so much. */
export function hiddenCount(count: number, threshold: number, known: number): Hidden {
  const above = count < threshold ? null : count - threshold
  return { count: count - known, room: threshold - 1 - known, above }
}

/**
 * The sum of hidden counts that was not shown before, where it might have been. It is a small one as long as they all are: a
 * limit to the sum would show somebody who knows one of them what the others come to.
 */
export function hiddenSum(counts: readonly Hidden[], threshold: number): Hidden {
  const [only] = counts
  if (counts.length === 1 && only) return only
  const large = counts.flatMap(({ above }) => above ?? [])
  return {
    count: totalOfAll(counts.map(({ count }) => count)),
    room: Math.min(threshold - 1, 2 * Math.max(...counts.map(({ room }) => room)) - 1),
    above: large.length === 0 ? null : totalOfAll(large),
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
  const small = hidden.filter(({ above }) => above === null)
  if (small.length === 0) {
    const above = descending(hidden.map((each) => each.above ?? 0))
    return hidden.length > 1 + insiders && totalOfAll(above.slice(insiders)) >= widest
  }
  const sum = totalOfAll(small.map(({ count }) => count))
  // One less than there is room for, as `leavesRoom` asks of each professional.
  const rooms = descending(small.map(({ room }) => room - 1))
  return (1 + insiders) * widest <= sum && sum <= totalOfAll(rooms.slice(1 + insiders))
}

function descending(counts: readonly number[]): number[] {
  return counts.toSorted((a, b) => b - a)
}

function totalOfAll(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
