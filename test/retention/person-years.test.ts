import t from 'tap'
import { anniversary } from '../../src/ground/calendar.ts'
import { ageLimitYears } from '../../src/ground/law.ts'
import { type SignalEvents, type SignalState, signalState } from '../../src/retention/signal-state.ts'
import { longForm } from '../support/long-form.ts'
import { type Day, dayOf, fullYearsAfter, textOf } from './rules-calendar.ts'
import { ageLimit, lastRemoval, lifeOf, type Story } from './rules-model.ts'

/*
 * The clock of the law against the model, over lives that begin on every day of the four centuries after which the calendar
 * repeats itself. A person-year is a year of one life, from registering until a year after the signal is destroyed. The short
 * form asks on every day on which something happens or a term ends and on the day before and after each, and on every single
 * day of one life in fifty; the long form on every day of all. Nothing is known to the clock on a day but what had happened by then.
 */

t.setTimeout(1_800_000)

const wanted = 1_000_000
const daysInYear = 365.2425
const [first, last] = [dayOf('2000-01-01'), dayOf('2400-01-01')]
const [earliest, latest] = [first - 24 * 366, last + 35 * 366]

/** Written dates are looked up: millions are asked for. */
const written = Array.from({ length: latest - earliest }, (_, n) => textOf(earliest + n))
const write = (day: Day): string => written[day - earliest] ?? ''

t.test(
  'R8, R10 to R13: of a million person-years, nothing destroyed early and nothing a day late',
  async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const draw = drawFrom(seed)
    const found = { early: 0, late: 0, otherwise: 0 }
    const kinds = new Map<string, number>()
    let [lives, days, asked] = [0, 0, 0]
    for (let day = first; day < last || days < wanted * daysInYear; day++) {
      const story = lifeFrom(day < last ? day : first + ((day - last) % (last - first)), draw)
      const end = lifeOf(story).destroyed + 365
      const when = longForm || lives % 50 === 0 ? everyDay(story.registered, end) : turns(story, end)
      compare(story, when, found)
      lives += 1
      days += end - story.registered
      asked += when.length
      for (const kind of kindsOf(story)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    const years = Math.floor(days / daysInYear)
    t.comment(`${years} person-years in ${lives} lives, asked ${asked} times, seed ${seed}`)
    t.comment(
      [...kinds]
        .map(([kind, count]) => `${kind}: ${count}`)
        .sort()
        .join(', '),
    )
    t.strictSame(found, { early: 0, late: 0, otherwise: 0 }, `${years} person-years, seed ${seed}`)
    t.ok(years >= wanted && [...kinds.values()].every((count) => count > 100), 'of every kind there are many')
  },
)

/** The story of a signal, and the birth date from which the service makes the 23rd birthday. */
interface Told extends Story {
  readonly birth: Day
}

/** Asks the clock, on each day with what had happened by then. */
function compare(
  story: Told,
  when: readonly Day[],
  found: { early: number; late: number; otherwise: number },
): void {
  const life = lifeOf(story)
  const happenings = happeningsOf(story)
  let known = story
  let events: SignalEvents | undefined
  let next = 0
  for (const today of when) {
    for (; events === undefined || (happenings[next] ?? latest) <= today; next++) {
      known = knownOn(story, today)
      events = toEvents(known)
    }
    const state = signalState(events, write(today))
    const [is, ought] = [orderOf(state), today < life.leaves ? 0 : today < life.destroyed ? 1 : 2]
    if (is > ought) found.early++
    else if (is < ought) found.late++
    else if (!saysSo(state, known)) found.otherwise++
  }
}

function orderOf({ state }: SignalState): number {
  return ['active', 'archived', 'destroyed'].indexOf(state)
}

/** The days that come with a state are those of the model. */
function saysSo(state: SignalState, known: Told): boolean {
  const { leaves, destroyed } = lifeOf(known)
  if (state.state === 'active') return state.until === write(leaves)
  if (state.state === 'destroyed') return state.since === write(destroyed)
  const reason = known.ended?.on === leaves ? 'risk_gone' : 'lapsed'
  return state.since === write(leaves) && state.until === write(destroyed) && state.reason === reason
}

function knownOn({ removals, ended, gone, ...rest }: Told, today: Day): Told {
  return {
    ...rest,
    removals: removals.filter(({ on }) => on <= today),
    ended: ended !== null && ended.on <= today ? ended : null,
    gone: gone !== null && gone <= today ? gone : null,
  }
}

function toEvents({ birth, removals, ended, gone }: Told): SignalEvents {
  return {
    destructionDate: anniversary(write(birth), ageLimitYears),
    terms: removals.map(({ on, removal }) => ({
      date: write(on),
      removalDate: write(removal),
    })) as unknown as SignalEvents['terms'],
    ...(ended === null ? {} : { ended: { date: write(ended.on), reason: ended.ground } }),
    ...(gone === null ? {} : { destroyed: { date: write(gone), reason: 'death' } }),
  }
}

function happeningsOf({ removals, ended, gone }: Told): Day[] {
  return [...removals.map(({ on }) => on), ended?.on ?? latest, gone ?? latest].sort((a, b) => a - b)
}

function everyDay(from: Day, end: Day): Day[] {
  return Array.from({ length: end - from }, (_, n) => from + n)
}

/** Every day on which something happens or may change, with the days beside it. */
function turns(story: Told, end: Day): Day[] {
  const { leaves, destroyed } = lifeOf(story)
  const days = [...happeningsOf(story), ...story.removals.map(({ removal }) => removal)]
  const beside = [...days, leaves, destroyed, story.birthday23, end - 1].flatMap((day) => [
    day - 1,
    day,
    day + 1,
  ])
  return [...new Set(beside)].filter((day) => day >= story.registered && day < end).sort((a, b) => a - b)
}

/** A signal registered on a day, of somebody of any age, and what happens to it: nothing but what the rules allow. */
function lifeFrom(registered: Day, draw: Draw): Told {
  const birth = birthBefore(registered, draw)
  const birthday23 = fullYearsAfter(birth, ageLimit)
  const months = draw.oneIn(3) ? draw.between(1, 25) : 24
  const term = (on: Day) => {
    const longest = lastRemoval(on, months)
    return { on, removal: Math.min(draw.oneIn(3) ? draw.between(on + 1, longest + 1) : longest, birthday23) }
  }
  let current = term(registered)
  const removals = [current]
  while (draw.oneIn(2)) {
    current = term(draw.oneIn(2) ? current.removal - 1 : draw.between(current.on, current.removal))
    removals.push(current)
  }
  const on = draw.oneIn(4) ? current.removal - 1 : draw.between(current.on, current.removal)
  const ended = draw.oneIn(2) ? ({ on, ground: draw.oneIn(3) ? 'unfounded' : 'risk_gone' } as const) : null
  const story = { birth, registered, removals, ended, birthday23, gone: null }
  const [from, { destroyed }] = [ended?.on ?? current.on, lifeOf(story)]
  return { ...story, gone: draw.oneIn(4) && from < destroyed ? draw.between(from, destroyed) : null }
}

/** Of any age under 23; many are about to turn 23, or do so while the signal is in the archive, and many were born on 29 February. */
function birthBefore(day: Day, draw: Draw): Day {
  const ahead = draw.between(1, [4, 800, 3000, 23 * 365][draw.between(0, 4)] ?? 4)
  const birth = fullYearsAfter(day + ahead, -ageLimit)
  const year = Number(textOf(birth).slice(0, 4))
  const leapDay = dayOf(`${year - (year % 4)}-02-29`)
  const born = draw.oneIn(4) && year % 100 > 3 ? leapDay : birth
  return fullYearsAfter(born, ageLimit) > day ? born : birth
}

interface Draw {
  between(least: number, below: number): number
  oneIn(n: number): boolean
}

/** Random numbers that come again with their seed (mulberry32). */
function drawFrom(seed: number): Draw {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, below: number) => least + Math.floor(next() * (below - least))
  return { between, oneIn: (n) => between(0, n) === 0 }
}

function kindsOf({ birth, registered, removals, ended, birthday23, gone }: Told): string[] {
  const life = lifeOf({ registered, removals, ended, birthday23, gone })
  return [
    gone === null ? (ended?.ground ?? 'lapsed') : 'gone',
    life.destroyed === birthday23 ? 'turned 23' : 'before 23',
    ...(removals.length > 1 ? ['renewed'] : []),
    ...([registered, life.leaves, birth].some(isLeapDay) ? ['on 29 February'] : []),
  ]
}

function isLeapDay(day: Day): boolean {
  return textOf(day).endsWith('-02-29')
}
