import fc from 'fast-check'
import { type Day, dayOf, endOfYears, fullYearsAfter, midnight, textOf } from './rules-calendar.ts'
import { ageLimit, type Ground, longestTerm, type Registration, type World } from './rules-model.ts'

/**
 * What may happen to young persons, many side by side on one line of time. Each sequence is of one young person; the days pass
 * for all of them at once, so that the daily work runs once for all.
 */

/** Who there is in every case: two municipalities, one of which allows a year alone, and who works where. */
export const [zwolle, kampen] = ['0193', '0166']
export const world: World = {
  professionals: [
    { name: 'anna', municipalities: { [zwolle]: 24 } },
    { name: 'bram', municipalities: { [zwolle]: 24 } },
    { name: 'cato', municipalities: { [zwolle]: 24, [kampen]: 12 } },
    { name: 'daan', municipalities: { [zwolle]: 24, [kampen]: 12 } },
    { name: 'eva', municipalities: { [kampen]: 12 } },
  ],
  officers: [
    { name: 'olga', municipalities: [zwolle] },
    { name: 'otto', municipalities: [kampen] },
    { name: 'oscar', municipalities: [zwolle, kampen] },
  ],
}

export type Act =
  | ({ readonly act: 'register' } & Registration)
  | { readonly act: 'end'; readonly professional: number; readonly ground: Ground }
  | { readonly act: 'renew'; readonly professional: number; readonly removal: Day | null }
  | {
      readonly act: 'erase'
      readonly municipality: string
      readonly birthDate: Day
      readonly kind: 'erasure' | 'objection'
    }
  | {
      readonly act: 'rectify'
      readonly municipality: string
      /** As it is registered, and as it should be. */
      readonly registered: Day
      readonly birthDate: Day
    }
  | { readonly act: 'die' }

/** An instant at which something may happen, and whether the daily work comes by first. */
export interface Moment {
  readonly instant: number
  readonly day: Day
  readonly work: boolean
  /** Per sequence, what happens then. */
  readonly acts: readonly (readonly Act[])[]
}

export interface Case {
  readonly births: readonly Day[]
  readonly moments: readonly Moment[]
}

/** Days around which terms of one, two, four, five and more years begin and end: leap days, turns of the clock, of the year. */
const starts = [
  '2024-02-29',
  '2028-02-28',
  '2028-02-29',
  '2027-02-28',
  '2027-03-01',
  '2026-03-29',
  '2027-03-28',
  '2026-10-25',
  '2027-10-31',
  '2025-12-31',
  '2031-02-28',
  '2031-03-01',
].map(dayOf)

/** A signal of the first of these years lapses in the third and leaves the archive in the eighth. */
const years = [0, 0, 0, 1, 2, 2, 2, 4, 4, 5, 5, 7, 7, 9, 12]
const shifts = [-1, -1, 0, 0, 0, 1, 1, -2, 2, 3, 30]

/** From the first instant of a day to the last; where the clock is turned, between the two readings of two o'clock too. */
const timesOfDay = [
  () => 0,
  () => 1,
  () => 7_199_999,
  () => 7_200_000,
  () => 10_800_000,
  () => 43_200_000,
  (length: number) => length - 1,
]

/** The work of a day begins so many ms into it. */
const settling = 300_000

const momentDraft = fc.record({
  year: fc.constantFrom(...years),
  shift: fc.constantFrom(...shifts),
  time: fc.constantFrom(...timesOfDay),
  work: fc.constantFrom(true, true, true, false),
})

/** A day that is one of the moments, or beside it. */
const nearMoment = fc.record({ moment: fc.nat(), shift: fc.constantFrom(0, 0, 1, 1, -1) })
const removal = fc.option(fc.oneof({ arbitrary: nearMoment, weight: 9 }, fc.constant('too far' as const)), {
  freq: 2,
})
const professional = fc.nat(world.professionals.length - 1)

const birth = fc.constantFrom('own', 'own', 'own', 'own', 'own', 'own', 'older', 'younger')

const actDraft = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      act: fc.constant('register' as const),
      professional,
      elsewhere: fc.boolean(),
      birth,
      removal,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('end' as const),
      professional,
      ground: fc.constantFrom<Ground>('risk_gone', 'risk_gone', 'unfounded'),
    }),
  },
  { weight: 12, arbitrary: fc.record({ act: fc.constant('renew' as const), professional, removal }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('erase' as const),
      municipality: fc.constantFrom(zwolle, kampen),
      birth,
      kind: fc.constantFrom('erasure' as const, 'objection' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('rectify' as const),
      municipality: fc.constantFrom(zwolle, kampen),
      registered: birth,
      birth: fc.constantFrom('own', 'older', 'younger', 'grown up'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('die' as const) }) },
)
type ActDraft = typeof actDraft extends fc.Arbitrary<infer D> ? D : never

const isStranger = fc.constantFrom(false, false, false, false, false, true)
const laneDraft = fc.record({
  /** When they turn 23: around one of the moments after much has happened, or long after. */
  turns: fc.option(nearMoment, { freq: 3 }),
  onLeapDay: fc.boolean(),
  /** Much happens around one moment, so that people meet; the rest at any. */
  busy: fc.nat(),
  steps: fc.array(
    fc.record({ moment: fc.nat(), isBusy: fc.constantFrom(true, true, false), isStranger, what: actDraft }),
    {
      minLength: 3,
      maxLength: 16,
      size: 'max',
    },
  ),
})
type LaneDraft = typeof laneDraft extends fc.Arbitrary<infer D> ? D : never

/** So many sequences side by side. */
export function anyCase(sequences: number): fc.Arbitrary<Case> {
  return fc
    .record({
      start: fc.oneof(
        { arbitrary: fc.constantFrom(...starts), weight: 3 },
        fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2031-12-31') }),
      ),
      moments: fc.array(momentDraft, { minLength: 12, maxLength: 30, size: 'max' }),
      lanes: fc.array(laneDraft, { minLength: sequences, maxLength: sequences }),
    })
    .map(({ start, moments, lanes }) => {
      const when = moments
        .map(({ year, shift, time, work }) => {
          const day = endOfYears(start, year) + shift
          const into = Math.max(time(midnight(day + 1) - midnight(day)), work ? settling : 0)
          return { day, instant: midnight(day) + into, work }
        })
        .sort((a, b) => a.instant - b.instant)
      const days = when.map(({ day }) => day)
      const births = lanes.map((lane) => birthOf(lane, days))
      const acts = lanes.map((lane, n) => actsOf(lane, births[n] ?? 0, days))
      return {
        births,
        moments: when.map((moment, n) => ({ ...moment, acts: acts.map((of) => of[n] ?? []) })),
      }
    })
}

function birthOf({ turns, onLeapDay, busy }: LaneDraft, days: readonly Day[]): Day {
  if (turns === null) {
    const born = fullYearsAfter(days[0] ?? 0, -4)
    const year = Number(textOf(born).slice(0, 4))
    return onLeapDay ? dayOf(`${year - (year % 4)}-02-29`) : born
  }
  const ahead = days.slice(busy % days.length)
  const turning = (ahead[turns.moment % ahead.length] ?? 0) + turns.shift
  const leapDay = dayOf(`${Number(textOf(turning).slice(0, 4)) - ageLimit}-02-28`) + 1
  const born = fullYearsAfter(turning, -ageLimit)
  return onLeapDay && fullYearsAfter(leapDay, ageLimit) === turning ? leapDay : born
}

/**
 * What happens to one young person, moment by moment. Who ends or renews is mostly somebody who registered and did not end;
 * where nobody did, they register first.
 */
function actsOf({ steps, busy }: LaneDraft, birth: Day, days: readonly Day[]): Act[][] {
  let registered: number[] = []
  return days.map((_, n) =>
    steps
      .filter(({ isBusy, moment }) => (isBusy ? busy + (moment % 3) : moment) % days.length === n)
      .map(({ what, isStranger }) => {
        if (what.act === 'die') return what
        if (what.act === 'erase') return { ...what, birthDate: statedBirth(what.birth, birth) }
        if (what.act === 'rectify') return toRectification(what, birth, days[n] ?? birth)
        const own = registered[what.professional % registered.length]
        const isOwn = what.act !== 'register' && !isStranger
        const draft =
          isOwn && own === undefined ? { ...plainRegistration, professional: what.professional } : what
        const professional = isOwn ? (own ?? what.professional) : what.professional
        if (draft.act === 'end') registered = registered.filter((each) => each !== professional)
        if (draft.act === 'register') registered = [...registered, professional]
        return toAct({ ...draft, professional }, birth, days.slice(n))
      }),
  )
}

function toRectification(draft: Extract<ActDraft, { act: 'rectify' }>, birth: Day, today: Day): Act {
  const registered = statedBirth(draft.registered, birth)
  const birthDate =
    draft.birth === 'grown up' ? fullYearsAfter(today, -ageLimit) : statedBirth(draft.birth, birth)
  return { act: draft.act, municipality: draft.municipality, registered, birthDate }
}

const plainRegistration = { act: 'register', elsewhere: false, birth: 'own', removal: null } as const

function toAct(
  draft: Exclude<ActDraft, { act: 'die' | 'erase' | 'rectify' }>,
  birth: Day,
  ahead: readonly Day[],
): Act {
  if (draft.act === 'end') return draft
  const removal = removalOf(draft.removal, ahead)
  if (draft.act === 'renew') return { ...draft, removal }
  const { act, professional } = draft
  const codes = Object.keys(world.professionals[professional]?.municipalities ?? {})
  const municipality = (draft.elsewhere ? codes.at(-1) : codes[0]) ?? ''
  return { act, professional, municipality, birthDate: statedBirth(draft.birth, birth), removal }
}

/** Now and then somebody is a year wrong. */
function statedBirth(draft: string, birth: Day): Day {
  const years: Readonly<Record<string, number>> = { older: -1, younger: 1 }
  return fullYearsAfter(birth, years[draft] ?? 0)
}

/** One of the days to come or beside it, if two years may reach so far; else beside today, which is mostly refused. */
function removalOf(
  draft: { moment: number; shift: number } | 'too far' | null,
  ahead: readonly Day[],
): Day | null {
  const [today = 0] = ahead
  const longest = endOfYears(today, longestTerm)
  if (draft === null) return null
  if (draft === 'too far') return longest + 1
  const within = ahead.filter((day) => day > today && day <= longest)
  return (within[draft.moment % within.length] ?? today) + draft.shift
}

/** What happens, for people to read. */
export function describe({ births, moments }: Case, lane: number): string[] {
  const lines = moments.flatMap(({ instant, day, work, acts }) => [
    ...(work ? [`${textOf(day)} the daily work`] : []),
    ...(acts[lane] ?? []).map((act) => `${textOf(day)} (${new Date(instant).toISOString()}) ${written(act)}`),
  ])
  return [`born ${textOf(births[lane] ?? 0)}`, ...lines]
}

function written(act: Act): string {
  const days = ['removal', 'birthDate', 'registered']
  return Object.entries(act)
    .map(([name, value]) =>
      days.includes(name) && typeof value === 'number'
        ? `${name} ${textOf(value)}`
        : name === 'act'
          ? value
          : `${name} ${value}`,
    )
    .join(', ')
}
