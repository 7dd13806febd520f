import { matchKinds } from '../../src/ground/law.ts'
import { type Atom, type Figure, figuresOf, type Gap } from '../../src/reports/figures.ts'
import type { Row } from './algebra.ts'
import { atomsOf, type Country, fates, type World } from './country.ts'

/** A quarter as an attacker would write it down: an unknown for every professional and fate, and sums of these. */
export interface Unknowns {
  readonly figures: readonly (Figure & { readonly row: Row })[]
  readonly gaps: readonly Gap[]
  /** What nobody may be able to work out, by name. */
  readonly secrets: readonly { readonly name: string; readonly row: Row }[]
}

export function unknownsOf(country: Country, world: World): Unknowns {
  const atoms = atomsOf(country, world)
  const { figures, gaps } = figuresOf(atoms)
  const placeOf = new Map(atoms.map((atom, place) => [atom.organisation, place]))
  const row = (isIn: (professional: number, fate: number) => boolean): Row =>
    world.flatMap((_, professional) => fates.map((_, fate) => (isIn(professional, fate) ? 1n : 0n)))
  const sum = (of: readonly Atom[], isFate: (fate: number) => boolean): Row => {
    const places = new Set(of.map(({ organisation }) => placeOf.get(organisation)))
    return row((professional, fate) => places.has(country.employers[professional]) && isFate(fate))
  }
  const measures = { signals: () => true, matches: (fate: number) => fate > 0 }
  const people = world.flatMap((_, one) => [
    ...fates.map((name, of) => ({
      name: `${name} of ${one}`,
      row: row((who, fate) => who === one && fate === of),
    })),
    { name: `signals of ${one}`, row: row((who) => who === one) },
    { name: `matches of ${one}`, row: row((who, fate) => who === one && fate > 0) },
  ])
  const places = (['signals', 'matches'] as const).flatMap((measure) =>
    cuts(atoms)
      .filter((cut) => isHidden(cut, measure, figures, gaps))
      .map((cut) => ({ name: `${measure} of ${cut.name}`, row: sum(cut.atoms, measures[measure]) })),
  )
  return {
    figures: figures.map((figure) => ({
      ...figure,
      row: sum(
        figure.of,
        (fate) => figure.kinds === null || figure.kinds.some((kind) => matchKinds.indexOf(kind) + 1 === fate),
      ),
    })),
    gaps,
    secrets: [...people, ...places],
  }
}

interface Cut {
  readonly name: string
  readonly municipality?: string
  readonly domain?: string
  readonly organisation?: string
  readonly atoms: readonly Atom[]
}

/** Every organisation, domain in a municipality, municipality and domain. */
function cuts(atoms: readonly Atom[]): Cut[] {
  const of = (key: (atom: Atom) => Omit<Cut, 'name' | 'atoms'>): Cut[] => {
    const names = new Map(atoms.map((atom) => [JSON.stringify(key(atom)), key(atom)]))
    return [...names].map(([name, cut]) => ({
      ...cut,
      name,
      atoms: atoms.filter((atom) => JSON.stringify(key(atom)) === name),
    }))
  }
  return [
    ...of(({ organisation }) => ({ organisation })),
    ...of(({ municipality, domain }) => ({ municipality, domain })),
    ...of(({ municipality }) => ({ municipality })),
    ...of(({ domain }) => ({ domain })),
  ]
}

/** Whether it is not shown as a whole. */
function isHidden(
  cut: Cut,
  measure: Figure['measure'],
  figures: readonly Figure[],
  gaps: readonly Gap[],
): boolean {
  if (cut.organisation !== undefined)
    return !figures.some(
      (figure) => figure.measure === measure && figure.label.organisation === cut.organisation,
    )
  const wider = [
    ...(cut.domain === undefined ? ['municipality'] : []),
    ...(cut.municipality === undefined ? ['domain'] : []),
  ]
  return gaps.some(
    (gap) =>
      gap.measure === measure &&
      (cut.municipality ?? gap.municipality) === gap.municipality &&
      (cut.domain ?? gap.domain) === gap.domain &&
      !wider.includes(gap.level),
  )
}
