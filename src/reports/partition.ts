import type { Domain } from '../ground/law.ts'
import {
  type Contributions,
  type Hidden,
  hiddenCount,
  hiddenSum,
  isAmbiguous,
  isSafe,
  leavesRoom,
  sumOf,
  totalOf,
} from './suppression.ts'

/** What a figure is about; null where it is summed over more than can be named. */
export interface Label {
  readonly municipality: string | null
  readonly domain: Domain | null
  readonly organisation: string | null
}

/** The smallest thing that may have figures of its own. */
export interface Unit {
  readonly label: Label
  readonly threshold: number
  /** The parts that its events fall into; each is to be safe where any of them is shown. */
  readonly parts: readonly Contributions[]
  /** What is known of each part from elsewhere: that it is at least so much. */
  readonly known: readonly number[]
}

/** Units that are shown as one. */
export interface Block<U extends Unit = Unit> {
  readonly label: Label
  readonly units: readonly U[]
}

type Key = (label: Label) => string | null

const inCell: Key = ({ municipality, domain }) => municipality && domain && `${municipality}/${domain}`
const inMunicipality: Key = ({ municipality }) => municipality
const inDomain: Key = ({ domain }) => domain
const inCountry: Key = () => ''

/**
 * Where what cannot be shown by itself is summed, from near to far: with the rest of its domain in its municipality, of its
 * municipality, of its domain in the country, of the country. At each level, no sum that failed before may be had back from
 * the new one.
 */
const levels: readonly {
  readonly key: Key
  readonly hides: readonly Key[]
  readonly keeps: (l: Label) => Label
}[] = [
  { key: inCell, hides: [], keeps: (l) => ({ ...l, organisation: null }) },
  { key: inMunicipality, hides: [inCell], keeps: (l) => ({ ...nothing, municipality: l.municipality }) },
  { key: inDomain, hides: [inCell], keeps: (l) => ({ ...nothing, domain: l.domain }) },
  { key: inCountry, hides: [inCell, inMunicipality, inDomain], keeps: () => nothing },
]

const nothing: Label = { municipality: null, domain: null, organisation: null }

/**
 * R22: puts units into blocks that may be shown, each unit in one at most. Blocks have nothing in common, so nothing is learnt
 * by taking one figure from another; what is shown at no level stays out of every figure.
 */
export function partition<U extends Unit>(units: readonly U[]): Block<U>[] {
  const blocks: Block<U>[] = []
  let hidden: readonly U[] = units.filter((unit) => {
    if (!unit.parts.every((part) => isSafe(part, unit.threshold))) return true
    blocks.push({ label: unit.label, units: [unit] })
    return false
  })
  for (const { key, hides, keeps } of levels) {
    const shown = new Set<U>()
    for (const together of grouped(hidden, key).values()) {
      const [first] = together
      if (!first || !mayBeSummed(together, hides)) continue
      blocks.push({ label: keeps(first.label), units: together })
      for (const unit of together) shown.add(unit)
    }
    hidden = hidden.filter((unit) => !shown.has(unit))
  }
  return blocks
}

/** Whether hidden units may be shown as one, in each of their parts. */
function mayBeSummed(units: readonly Unit[], hides: readonly Key[]): boolean {
  const threshold = thresholdOf(units)
  return (units[0]?.parts ?? []).every((_, part) => {
    const contributions = units.map((unit) => unit.parts[part] as Contributions)
    const counts = units.map((unit, n) => ({
      label: unit.label,
      threshold: unit.threshold,
      hidden: hiddenCount(totalOf(contributions[n] as Contributions), unit.threshold, unit.known[part] ?? 0),
    }))
    return (
      units.every((unit, n) => leavesRoom(contributions[n] as Contributions, unit.threshold)) &&
      isAmbiguous(hiddenOf(counts), 1) &&
      hides.every((key) => isAmbiguous(sumsOf(counts, key), 0)) &&
      isSafe(sumOf(contributions), threshold)
    )
  })
}

interface Count {
  readonly label: Label
  readonly threshold: number
  readonly hidden: Hidden
}

/** The sums that were not shown at a level before. */
function sumsOf(counts: readonly Count[], key: Key): Hidden[] {
  return [...grouped(counts, key).values()].map((group) => hiddenSum(hiddenOf(group), thresholdOf(group)))
}

function hiddenOf(counts: readonly Count[]): Hidden[] {
  return counts.map(({ hidden }) => hidden)
}

export function thresholdOf(all: readonly { readonly threshold: number }[]): number {
  return Math.max(...all.map(({ threshold }) => threshold))
}

/** What has the same key; what has none is left out. */
function grouped<T extends { readonly label: Label }>(all: readonly T[], key: Key): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const name = key(each.label)
    if (name === null) continue
    const group = groups.get(name)
    if (group) group.push(each)
    else groups.set(name, [each])
  }
  return groups
}
