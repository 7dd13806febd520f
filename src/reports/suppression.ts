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
  readonly count: number
  /** What a figure would have to reach. */
  readonly threshold: number
  /** Of how many hidden counts it is itself the sum. */
  readonly summed: number
}

/**
 * R22: whether hidden counts stay hidden where only their sum is shown. Taken is the worst: that it is known which of them are
 * small, and how much exactly all others are. Then each small one may still be anything below its threshold. Where none is
 * small, which shows in a large sum, each may still lie as far above its threshold.
 * @param insiders how many who know their own count may put it together with the rest
 */
export function isAmbiguous(hidden: readonly Hidden[], insiders: number): boolean {
  const widest = Math.max(...hidden.map(({ threshold }) => threshold)) - 1
  const small = hidden.filter((each) => each.count < largeFrom(each))
  if (small.length === 0) {
    const beyond = descending(hidden.map((each) => each.count - largeFrom(each)))
    return hidden.length > 1 + insiders && totalOfAll(beyond.slice(insiders)) >= widest
  }
  const sum = totalOfAll(small.map(({ count }) => count))
  const most = descending(small.map(({ threshold }) => threshold - 1))
  return (1 + insiders) * widest <= sum && sum <= totalOfAll(most.slice(1 + insiders))
}

/**
 * From where on a hidden count is no small one. Whoever knows one just below the threshold must not see from how its sum with
 * others is treated that these are nothing; so a sum is taken for small somewhat longer.
 */
function largeFrom({ threshold, summed }: Hidden): number {
  return summed > 1 ? 2 * threshold : threshold
}

function descending(counts: readonly number[]): number[] {
  return counts.toSorted((a, b) => b - a)
}

function totalOfAll(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
