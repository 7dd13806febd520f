import { fewestContributors } from '../../src/ground/law.ts'
import { atomsOf, type Country, viewOf, type World } from './country.ts'

/** What an attacker who knows the rules can tell: of every secret, how many values it may have at least. */
export interface Certainty {
  readonly views: number
  readonly pooled: number
  /** The least number of values that a secret may have, and where that is. */
  readonly professional: Found
  readonly hidden: Found
  /** The same for somebody who knows everything about their own organisation, or themselves. */
  readonly toInsiders: Found
}

interface Found {
  readonly values: number
  readonly where: string
}

/** What is seen of a world, and whether worlds beyond a limit add nothing to what may lie behind it. */
export interface View {
  readonly of: (country: Country, world: World) => string
  readonly isWithin: (seen: string, most: number) => boolean
}

/** How much more there may be than what is shown. */
const room = 3

/** What is really to be seen. */
export const published: View = {
  of: viewOf,
  isWithin(seen, most) {
    const shown = [...seen.matchAll(/^\["signals".*=(\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    )
    const active = [...seen.matchAll(/ active$/gm)].length * fewestContributors
    return !/"measure":"signals".*"nowhere"/.test(seen) || shown + active + room <= most
  },
}

/**
 * Tries every world there is in which at most so many signals were registered, puts together those that look alike, and counts
 * what each secret may be. Looks only at views that leave room for more, so that the limit itself tells nothing.
 */
export function tryEveryWorld(country: Country, most: number, fateCount: number, view: View): Certainty {
  const alike = new Map<string, World[]>()
  for (const world of worlds(country.employers.length, most, fateCount)) {
    const seen = view.of(country, world)
    const group = alike.get(seen)
    if (group) group.push(world)
    else alike.set(seen, [world])
  }
  const found = { professional: unlimited(), hidden: unlimited(), toInsiders: unlimited() }
  let [views, pooled] = [0, 0]
  for (const [seen, group] of alike) {
    if (group.some((world) => totalOf(world) === most) && !view.isWithin(seen, most)) continue
    views++
    if (seen.includes('"organisation":null')) pooled++
    for (const secret of secretsOf(country, seen)) {
      const values = new Set(group.map(secret.of)).size
      note(
        secret.kind === 'professional' ? found.professional : found.hidden,
        values,
        `${secret.name} in\n${seen}`,
      )
    }
    const within = (own: number) => view.isWithin(seen, most - own)
    lookFromInside(country, seen, group, within, found.toInsiders)
  }
  return { views, pooled, ...found }
}

function* worlds(professionals: number, most: number, fateCount: number): Generator<World> {
  const cells = professionals * fateCount
  const counts = Array<number>(cells).fill(0)
  let total = 0
  while (true) {
    yield Array.from({ length: professionals }, (_, n) => counts.slice(n * fateCount, (n + 1) * fateCount))
    let cell = 0
    while (cell < cells && total === most) {
      total -= counts[cell] ?? 0
      counts[cell++] = 0
    }
    if (cell === cells) return
    counts[cell] = (counts[cell] ?? 0) + 1
    total++
  }
}

interface Secret {
  readonly name: string
  readonly kind: 'professional' | 'hidden'
  readonly of: (world: World) => number
}

/** The figures of every professional, and those of organisations that are not shown by themselves. */
function secretsOf({ organisations, employers }: Country, seen: string): Secret[] {
  const sum = (world: World, professional: number) =>
    (world[professional] ?? []).reduce((all, each) => all + each, 0)
  const matches = (world: World, professional: number) =>
    sum(world, professional) - (world[professional]?.[0] ?? 0)
  const people = employers.flatMap((_, professional): Secret[] => [
    { name: `signals of ${professional}`, kind: 'professional', of: (world) => sum(world, professional) },
    { name: `matches of ${professional}`, kind: 'professional', of: (world) => matches(world, professional) },
  ])
  const places = organisations.flatMap(({ name }, place): Secret[] => {
    const own = employers.flatMap((employer, professional) => (employer === place ? [professional] : []))
    const all = (count: typeof sum) => (world: World) =>
      own.reduce((total, each) => total + count(world, each), 0)
    return [
      ...(seen.includes(
        `["signals",{"municipality":"${organisations[place]?.municipality}","domain":"${organisations[place]?.domain}","organisation":"${name}"`,
      )
        ? []
        : [{ name: `signals of ${name}`, kind: 'hidden' as const, of: all(sum) }]),
      ...(seen.includes(
        `["matches",{"municipality":"${organisations[place]?.municipality}","domain":"${organisations[place]?.domain}","organisation":"${name}"`,
      )
        ? []
        : [{ name: `matches of ${name}`, kind: 'hidden' as const, of: all(matches) }]),
    ]
  })
  return [...people, ...places].filter(
    ({ name }) => !name.startsWith('matches') || seen.includes('"matches",{'),
  )
}

/** What each organisation learns of the others, and each professional of their colleagues. */
function lookFromInside(
  country: Country,
  seen: string,
  group: readonly World[],
  isWithin: (own: number) => boolean,
  found: { values: number; where: string },
): void {
  const { employers } = country
  const circles = [
    ...country.organisations.map((_, place) =>
      employers.flatMap((employer, n) => (employer === place ? [n] : [])),
    ),
    ...employers.map((_, n) => [n]),
  ]
  for (const circle of circles) {
    const known = new Map<string, World[]>()
    for (const world of group) {
      const own = circle.map((n) => world[n]?.join()).join(';')
      const alike = known.get(own)
      if (alike) alike.push(world)
      else known.set(own, [world])
    }
    for (const [own, alike] of known) {
      if (!isWithin(totalOf(circle.map((n) => alike[0]?.[n] ?? [])))) continue
      for (const secret of secretsOf(country, seen)) {
        if (secret.kind !== 'professional' || circle.includes(Number(secret.name.split(' ').at(-1)))) continue
        const values = new Set(alike.map(secret.of)).size
        note(found, values, `${secret.name}, for ${circle} who know ${own}, in\n${seen}`)
      }
    }
  }
}

function totalOf(world: World): number {
  return world.flat().reduce((all, each) => all + each, 0)
}

function unlimited(): { values: number; where: string } {
  return { values: Number.POSITIVE_INFINITY, where: '' }
}

function note(found: { values: number; where: string }, values: number, where: string): void {
  if (values < found.values) Object.assign(found, { values, where })
}

/** A figure below its threshold is left out, at each level by itself. */
function withoutSmallCounts(country: Country, world: World): string {
  const atoms = atomsOf(country, world)
  const totals = new Map<string, { count: number; label: object; threshold: number }>()
  for (const { municipality, domain, organisation, signals, threshold } of atoms) {
    const count = [...signals.values()].reduce((all, each) => all + each, 0)
    for (const label of [
      { municipality, domain, organisation },
      { municipality, domain, organisation: null },
      { municipality, domain: null, organisation: null },
    ]) {
      const name = JSON.stringify(label)
      totals.set(name, { label, threshold, count: (totals.get(name)?.count ?? 0) + count })
    }
  }
  return [...totals.values()]
    .filter(({ count, threshold }) => count >= threshold)
    .map(({ label, count }) => `${JSON.stringify(['signals', label, null])}=${count}`)
    .join('\n')
}

/** A suppressor as one would write it at first, to see that the attack is one. */
export const naive: View = { of: withoutSmallCounts, isWithin: () => false }
