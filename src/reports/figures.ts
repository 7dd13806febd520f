import { type Domain, fewestContributors, type MatchKind, matchKinds } from '../ground/law.ts'
import { type Block, type Label, partition, thresholdOf, type Unit } from './partition.ts'
import { type Contributions, isSafe, sumOf, totalOf } from './suppression.ts'

/** What was counted for one organisation in one municipality and quarter, professional by professional; perhaps nothing. */
export interface Atom {
  readonly municipality: string
  readonly domain: Domain
  readonly organisation: string
  /** The smallest figure that may be shown there. */
  readonly threshold: number
  readonly signals: Contributions
  readonly matches: Readonly<Record<MatchKind, Contributions>>
}

/** A figure as it is published. */
export interface Figure {
  readonly measure: 'signals' | 'matches'
  readonly label: Label
  /** The kinds of match that are summed in it; null for signals. */
  readonly kinds: readonly MatchKind[] | null
  readonly count: number
  /** What is summed in it, which is not published. */
  readonly of: readonly Atom[]
}

/** Where the figures of a domain in a municipality are to be found that are not among its own. */
export interface Gap {
  readonly measure: 'signals' | 'matches'
  readonly municipality: string
  readonly domain: Domain
  readonly level: 'municipality' | 'domain' | 'country' | 'nowhere'
}

interface AtomUnit extends Unit {
  readonly atoms: readonly Atom[]
}

/**
 * What may be published of a quarter (R22), so that no figure and no difference of figures can be traced. Matches are a part of
 * signals: the rest, who met nobody, could be had by subtraction and must therefore be safe as well. So matches are summed
 * over whole figures of signals, and shown where both they and the rest may be.
 */
export function figuresOf(atoms: readonly Atom[]): { figures: Figure[]; gaps: Gap[] } {
  const signals = partition(atoms.map(signalUnit))
  const matches = partition(signals.map(matchUnit))
  return {
    figures: [
      ...signals.map(({ label, units }) => ({
        measure: 'signals' as const,
        label,
        kinds: null,
        count: totalOf(sumOf(units.flatMap(({ parts }) => parts))),
        of: units.flatMap((unit) => unit.atoms),
      })),
      ...matches.flatMap(matchFigures),
    ],
    gaps: [...gapsOf('signals', atoms, signals), ...gapsOf('matches', atoms, matches)],
  }
}

function signalUnit(atom: Atom): AtomUnit {
  const { municipality, domain, organisation, threshold, signals } = atom
  // Its municipality is told of a partner since when at least so many registered (`overview_activity.sql`).
  const known = signals.size < fewestContributors ? 0 : fewestContributors
  return {
    label: { municipality, domain, organisation },
    threshold,
    parts: [signals],
    known: [known],
    atoms: [atom],
  }
}

/** A figure of signals, as those who met somebody and those who met nobody. */
function matchUnit({ label, units }: Block<AtomUnit>): AtomUnit {
  const atoms = units.flatMap((unit) => unit.atoms)
  const met = sumOf(atoms.flatMap(({ matches }) => matchKinds.map((kind) => matches[kind])))
  const all = sumOf(atoms.map(({ signals }) => signals))
  const alone = new Map(
    [...all].map(([professional, count]) => [professional, count - (met.get(professional) ?? 0)]),
  )
  return {
    label,
    threshold: thresholdOf(units),
    parts: [met, alone],
    known: [0, 0],
    atoms,
  }
}

/** How matches may be told apart, the most telling first; all of a way or nothing of it. */
const ways: readonly (readonly (readonly MatchKind[])[])[] = [
  matchKinds.map((kind) => [kind]),
  [['within_organisation', 'within_municipality'], ['across_municipalities']],
  [['within_organisation'], ['within_municipality', 'across_municipalities']],
  [matchKinds],
]

function matchFigures({ label, units }: Block<AtomUnit>): Figure[] {
  const threshold = thresholdOf(units)
  const atoms = units.flatMap((unit) => unit.atoms)
  for (const way of ways) {
    const parts = way.map((kinds) => ({
      kinds,
      contributions: sumOf(atoms.flatMap(({ matches }) => kinds.map((kind) => matches[kind]))),
    }))
    if (parts.every(({ contributions }) => isSafe(contributions, threshold)))
      return parts.map(({ kinds, contributions }) => ({
        measure: 'matches' as const,
        label,
        kinds,
        count: totalOf(contributions),
        of: atoms,
      }))
  }
  return []
}

/** Tells for every domain in a municipality at which wider levels something of it is shown, if it is. */
function gapsOf(measure: Gap['measure'], atoms: readonly Atom[], blocks: readonly Block<AtomUnit>[]): Gap[] {
  const shown = new Map<Atom, Label>()
  for (const { label, units } of blocks)
    for (const unit of units) for (const atom of unit.atoms) shown.set(atom, label)
  const gaps = new Map<string, Gap>()
  for (const atom of atoms) {
    const level = levelOf(shown.get(atom))
    const { municipality, domain } = atom
    if (level !== 'cell')
      gaps.set(`${municipality} ${domain} ${level}`, { measure, municipality, domain, level })
  }
  return [...gaps.values()]
}

function levelOf(label: Label | undefined): Gap['level'] | 'cell' {
  if (!label) return 'nowhere'
  if (label.municipality !== null) return label.domain === null ? 'municipality' : 'cell'
  return label.domain === null ? 'country' : 'domain'
}
