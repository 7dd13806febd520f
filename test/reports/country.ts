import fc from 'fast-check'
import { type Domain, fewestContributors, type MatchKind, matchKinds } from '../../src/ground/law.ts'
import { type Atom, figuresOf } from '../../src/reports/figures.ts'

/** What became of a signal on arrival: it met nobody, or made a match of a kind. */
export const fates = ['alone', ...matchKinds] as const

export type Fate = (typeof fates)[number]

export interface Organisation {
  readonly name: string
  readonly municipality: string
  readonly domain: Domain
  /** The smallest figure that may be shown in its municipality. */
  readonly threshold: number
  readonly professionals: number
}

/** What is counted: for every professional, in the order of the organisations, how many signals met each fate. */
export type World = readonly (readonly number[])[]

/** Who is in a country; everybody knows that. What they did is a world. */
export interface Country {
  readonly organisations: readonly Organisation[]
  /** The organisation of every professional, by its place. */
  readonly employers: readonly number[]
}

export function countryOf(organisations: readonly Organisation[]): Country {
  return {
    organisations,
    employers: organisations.flatMap(({ professionals }, place) => Array<number>(professionals).fill(place)),
  }
}

/** A country in a few words: `A education 3` is an organisation of three in A. */
export function spelled(text: string, threshold: number): Country {
  const domains: Record<string, Domain> = {
    e: 'education',
    h: 'health_care',
    s: 'social_support',
    y: 'youth_help',
  }
  return countryOf(
    text.split(' ').map((word, n) => ({
      name: `o${n}`,
      municipality: word.charAt(0),
      domain: domains[word.charAt(1)] as Domain,
      threshold,
      professionals: Number(word.slice(2) || 1),
    })),
  )
}

export function atomsOf({ organisations, employers }: Country, world: World): Atom[] {
  const column = (place: number, count: (counts: readonly number[]) => number) =>
    new Map(
      world.flatMap((counts, professional) => {
        const own = employers[professional] === place ? count(counts) : 0
        return own > 0 ? [[professional, own] as const] : []
      }),
    )
  return organisations.map(({ name, municipality, domain, threshold }, place) => ({
    municipality,
    domain,
    organisation: name,
    threshold,
    signals: column(place, (counts) => counts.reduce((all, each) => all + each, 0)),
    matches: Object.fromEntries(
      matchKinds.map((kind) => [kind, column(place, (counts) => counts[fates.indexOf(kind)] ?? 0)]),
    ) as unknown as Record<MatchKind, ReadonlyMap<number, number>>,
  }))
}

/** All that anybody may learn of a world: what is published, where something is missing, and who is told to be active. */
export function viewOf(country: Country, world: World): string {
  const atoms = atomsOf(country, world)
  const { figures, gaps } = figuresOf(atoms)
  return [
    ...figures
      .map(({ measure, label, kinds, count }) => `${JSON.stringify([measure, label, kinds])}=${count}`)
      .sort(),
    ...gaps.map((gap) => JSON.stringify(gap)).sort(),
    ...atoms
      .filter(
        ({ signals }, place) =>
          signals.size >= fewestContributors &&
          (country.organisations[place]?.professionals ?? 0) > fewestContributors,
      )
      .map((atom) => `${atom.organisation} active`),
  ].join('\n')
}

const domains: readonly Domain[] = ['education', 'health_care', 'youth_help']

/** Countries made to be awkward: counts about the thresholds, nothing at all, one who does it all, organisations of one. */
export function anyCountry(): fc.Arbitrary<{ country: Country; world: World }> {
  const counts = fc.constantFrom(0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 30, 70)
  const share = fc.constantFrom(0, 0, 0.2, 0.4, 0.5, 0.9, 1)
  const professional = fc
    .tuple(counts, share, share, share)
    .map(([all, met, ...further]) => split(all, met, further))
  const organisation = fc.record({
    domain: fc.constantFrom(...domains),
    professionals: fc.oneof(
      { weight: 3, arbitrary: fc.array(professional, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(professional, { minLength: 2, maxLength: 5 }) },
    ),
  })
  const municipality = fc.record({
    threshold: fc.constantFrom(7, 7, 10, 10, 15),
    organisations: fc.array(organisation, { minLength: 2, maxLength: 9 }),
  })
  return fc.array(municipality, { minLength: 2, maxLength: 5 }).map((municipalities) => {
    const all = municipalities.flatMap(({ threshold, organisations }, n) =>
      organisations.map((each) => ({ ...each, threshold, municipality: `000${n + 1}` })),
    )
    return {
      country: countryOf(
        all.map((each, n) => ({ ...each, name: `o${n}`, professionals: each.professionals.length })),
      ),
      world: all.flatMap(({ professionals }) => professionals),
    }
  })
}

/** So many signals, of which a share met somebody, of whom again shares were colleagues or neighbours. */
function split(all: number, met: number, [near = 0, nearer = 0]: readonly number[]): number[] {
  const matches = Math.round(all * met)
  const colleagues = Math.round(matches * near)
  const neighbours = Math.round((matches - colleagues) * nearer)
  return [all - matches, colleagues, neighbours, matches - colleagues - neighbours]
}
