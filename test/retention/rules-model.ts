import { type Day, endOfMonths, endOfYears, fullYearsAfter, textOf } from './rules-calendar.ts'

/**
 * What the rules of the index make of a young person and their signals (R8, R10 to R15), written from the rules and not from
 * the code: one thing after another, in plain memory. It shares nothing with `src/`, not even the calendar or the terms.
 */

/** R8. */
export const ageLimit = 23
/** R11, R12. */
export const longestTerm = 2
/** R13. */
export const archiveTerm = 5

/** R12, as the convenants set it: so many days before a signal lapses its professional is asked whether it still holds. */
const askedBefore = [30, 7]

/** R10: the grounds on which a professional ends their own signal. */
export type Ground = 'unfounded' | 'risk_gone'

/** What happens to one signal. */
export interface Story {
  readonly registered: Day
  /** Until which day: as registered, and as it was renewed. */
  readonly removals: readonly { readonly on: Day; readonly removal: Day }[]
  readonly ended: { readonly on: Day; readonly ground: Ground } | null
  readonly birthday23: Day
  /** Death, or a granted erasure or objection. */
  readonly gone: Day | null
}

/** From which days on a signal is active no more, and is there no more: one and the same day where it is never archived. */
export interface Life {
  readonly leaves: Day
  readonly destroyed: Day
}

/** R8, R10 to R13: the life of a signal. What has lapsed is nobody's to end any more. */
export function lifeOf({ registered, removals, ended, birthday23, gone }: Story): Life {
  const removal = removals.at(-1)?.removal ?? registered
  const destruction = Math.min(birthday23, gone ?? Number.POSITIVE_INFINITY)
  const leaves = Math.min(removal, ended?.on ?? removal, destruction)
  const isUnfounded = ended?.ground === 'unfounded' && ended.on < removal && ended.on === leaves
  const destroyed = isUnfounded ? leaves : Math.min(endOfYears(leaves, archiveTerm), destruction)
  return { leaves, destroyed }
}

/** R11, R12: the last removal date that may be asked for on a day, where the convenant sets so many months. */
export function lastRemoval(today: Day, months: number): Day {
  return Math.min(endOfMonths(today, months), endOfYears(today, longestTerm))
}

/** Who there is: professionals with, per municipality where they may register (R1), the longest term in months; and who else is told. */
export interface World {
  readonly professionals: readonly {
    readonly name: string
    readonly municipalities: Readonly<Record<string, number>>
  }[]
  readonly officers: readonly { readonly name: string; readonly municipalities: readonly string[] }[]
}

export interface Registration {
  readonly professional: number
  readonly municipality: string
  readonly birthDate: Day
  readonly removal: Day | null
}

/** What a professional is answered: nothing was done where it is refused, or is not theirs (any more). */
export type Answer = 'created' | 'existing' | 'differs' | 'ended' | 'renewed' | 'refused' | 'not-found'

/** What is there of one young person on a day, as sorted lines of text; nothing of one who is to be destroyed that day. */
export interface Present {
  /** R11: `signal by professional in municipality until day`. */
  readonly active: readonly string[]
  /** R13: `signal by professional in municipality until day`. */
  readonly archived: readonly string[]
  /** R15: the how manieth match it is, and the signals in it; `null` where there is none. */
  readonly match: string | null
  /** R15: `event to recipient`, as often as it was told. */
  readonly told: readonly string[]
  /** R14: `signal to professional`. */
  readonly notices: readonly string[]
  /** R8: the day on which everything is destroyed. */
  readonly destruction: string | null
}

export const nothing: Present = {
  active: [],
  archived: [],
  match: null,
  told: [],
  notices: [],
  destruction: null,
}

interface Signal {
  readonly name: string
  readonly professional: number
  readonly municipality: string
  /** The 23rd birthday by the birth date that was stated (R8). */
  stated23: Day
  removal: Day
  /** The day on which it was registered or last renewed. */
  since: Day
  /** What was asked about its term already: removal date and days before. */
  readonly asked: Set<string>
}

interface Archived {
  readonly signal: Signal
  /** The day on which it was active no more. */
  readonly from: Day
}

interface Match {
  readonly number: number
  readonly participants: readonly Signal[]
}

/** One young person: a number that signals are registered under, whether anything is there of them or not. */
export function createYoungPerson(world: World, named: string) {
  let signals: Signal[] = []
  let archive: Archived[] = []
  let match: Match | null = null
  let matchesMade = 0
  let birthday23: Day = Number.NEGATIVE_INFINITY
  let told: { line: string; of?: readonly Signal[] }[] = []
  let notices: { signal: Signal; to: string }[] = []
  let registrations = 0

  /** R1, R8, R11, R13 to R15. What is due on this young person is carried out first. */
  function register(asked: Registration, today: Day): { answer: Answer; signal: string | null } {
    const months = world.professionals[asked.professional]?.municipalities[asked.municipality]
    const stated23 = fullYearsAfter(asked.birthDate, ageLimit)
    if (months === undefined || stated23 <= today || !mayLast(asked.removal, months, today))
      return { answer: 'refused', signal: null }
    carryOut(today)
    const own = ownOf(asked.professional, today)
    if (own) {
      // R9, R12: what is stated otherwise than in their own signal is told to them, and changes nothing.
      const differs =
        stated23 !== own.stated23 ||
        (asked.removal !== null && Math.min(asked.removal, own.stated23) !== own.removal)
      return differs ? { answer: 'differs', signal: null } : { answer: 'existing', signal: own.name }
    }
    const { professional, municipality } = asked
    const removal = Math.min(asked.removal ?? lastRemoval(today, months), stated23)
    const name = `${named}/${++registrations}`
    const signal = {
      name,
      professional,
      municipality,
      removal,
      stated23,
      since: today,
      asked: new Set<string>(),
    }
    signals.push(signal)
    settleBirthday()
    meetOthers(today)
    noticeArchive(signal)
    return { answer: 'created', signal: signal.name }
  }

  function mayLast(removal: Day | null, months: number, today: Day): boolean {
    return removal === null || (removal > today && removal <= lastRemoval(today, months))
  }

  /** R15: two make a match, a third joins it; everyone in it is told, and the follow-up officers. */
  function meetOthers(today: Day): void {
    const present = activeOn(today)
    if (present.length < 2) return
    const event = match ? 'participant_joined' : 'match_created'
    match = { number: match?.number ?? ++matchesMade, participants: present }
    for (const { professional } of present) tell(event, nameOf(professional))
    for (const officer of world.officers)
      if (present.some(({ municipality }) => officer.municipalities.includes(municipality)))
        tell(event, officer.name)
  }

  /** R14: a professional who registers is told of what is archived, alone, and of each archived signal once. */
  function noticeArchive({ professional }: Signal): void {
    const to = nameOf(professional)
    const news = archive.filter(({ signal }) => !notices.some((n) => n.signal === signal && n.to === to))
    if (news.length === 0) return
    notices.push(...news.map(({ signal }) => ({ signal, to })))
    told.push({ line: `archived_signals_found to ${to}`, of: news.map(({ signal }) => signal) })
  }

  /** R10: by the professional whose it is, while it is active. */
  function end(professional: number, ground: Ground, today: Day): Answer {
    const own = ownOf(professional, today)
    if (!own) return 'not-found'
    leave([own], today)
    if (ground === 'risk_gone') archive.push({ signal: own, from: today })
    forgetWhatIsGone(today)
    return 'ended'
  }

  /** R12: a new judgement, from this day on; the 23rd birthday that was stated comes first, also where more is asked (R6, R8). */
  function renew(professional: number, removal: Day | null, today: Day): Answer {
    // What nobody may ask is refused alike, whether there is such a signal or not (R6).
    if (!mayLast(removal, longestTerm * 12, today)) return 'refused'
    const own = ownOf(professional, today)
    if (!own) return 'not-found'
    const months = world.professionals[professional]?.municipalities[own.municipality] ?? 0
    if (!mayLast(removal, months, today)) return 'refused'
    own.removal = Math.min(removal ?? lastRemoval(today, months), own.stated23)
    own.since = today
    return 'renewed'
  }

  /**
   * R12: asked once for each of the days that came since the term began; where nothing ran, once for all of these. Not about a
   * signal that ends with the 23rd birthday as its professional stated it: that is no lapse, and no renewal changes it (R8, R11).
   */
  function ask(today: Day): void {
    for (const signal of activeOn(today).filter(({ removal, stated23 }) => removal < stated23)) {
      const { removal, since, asked } = signal
      const due = askedBefore.filter(
        (days) => removal - days <= today && removal - days > since && !asked.has(`${removal} ${days}`),
      )
      for (const days of due) asked.add(`${removal} ${days}`)
      const line = `signal_about_to_lapse to ${nameOf(signal.professional)}`
      if (due.length > 0) told.push({ line, of: [signal] })
    }
  }

  /**
   * R11, R13, R21: a granted erasure or objection takes the signals of one municipality, active and archived, at once. A number
   * with a birth date that no registration there has is another's, written down wrong (R6, R9); and whose archive is over there
   * is not known there any more, also where the daily work is late.
   */
  function erase(municipality: string, birthDate: Day, today: Day): void {
    if (!isMeantBy(birthDate, municipality) || !liesUnder(municipality, today)) return
    const concerned = (signal: Signal) => signal.municipality === municipality
    archive = archive.filter(({ signal }) => !concerned(signal))
    leave(signals.filter(concerned), today)
    forgetWhatIsGone(today)
  }

  /**
   * R8, R9, R21: a granted rectification goes by the birth date as it should be, for all that is there of the young person, if the
   * number is checked by one that is registered and something lies under the municipality. A young person who is 23 by it goes at once; no
   * signal lasts longer by it, and none comes back to what it lost.
   */
  function rectify(municipality: string, registered: Day, birthDate: Day, today: Day): void {
    if (!isMeantBy(registered, municipality) || !liesUnder(municipality, today)) return
    const stated23 = fullYearsAfter(birthDate, ageLimit)
    if (stated23 <= today) {
      destroy()
      return
    }
    for (const signal of [...signals, ...archive.map(({ signal }) => signal)]) signal.stated23 = stated23
    settleBirthday()
  }

  /** R6, R9: a request names a young person by a birth date that is registered of them under that municipality. */
  function isMeantBy(birthDate: Day, municipality: string): boolean {
    const stated23 = fullYearsAfter(birthDate, ageLimit)
    return [...signals, ...archive.map(({ signal }) => signal)].some(
      (signal) => signal.stated23 === stated23 && signal.municipality === municipality,
    )
  }

  /** Whether a municipality is the controller of anything that is there on a day. */
  function liesUnder(municipality: string, today: Day): boolean {
    const kept = archive.filter((one) => archivedUntil(one) > today).map(({ signal }) => signal)
    return birthday23 > today && [...signals, ...kept].some((signal) => signal.municipality === municipality)
  }

  /** R8, R11, R13: what the day asks for, however many days it comes late. */
  function carryOut(today: Day): void {
    if (birthday23 <= today) destroy()
    const lapsed = signals.filter(({ removal }) => removal <= today)
    leave(lapsed, today)
    archive.push(...lapsed.map((signal) => ({ signal, from: signal.removal })))
    archive = archive.filter((archived) => archivedUntil(archived) > today)
    forgetWhatIsGone(today)
  }

  /** R15: who stays behind is told of each who leaves, and fewer than two are no match. */
  function leave(leavers: readonly Signal[], today: Day): void {
    signals = signals.filter((signal) => !leavers.includes(signal))
    if (!match) return
    const stay = match.participants.filter((signal) => !leavers.includes(signal))
    const here = stay.filter(({ removal }) => removal > today)
    for (let left = match.participants.length - stay.length; left > 0; left--)
      for (const { professional } of here) tell('participant_left', nameOf(professional))
    match = stay.length < 2 ? null : { ...match, participants: stay }
  }

  /** R13: what was told of nothing but signals that are destroyed goes with the last of them, and the person with the last of all. */
  function forgetWhatIsGone(today: Day): void {
    const there = [...signals, ...archive.map(({ signal }) => signal)]
    told = told.filter(({ of }) => of === undefined || of.some((signal) => there.includes(signal)))
    settleBirthday()
    if (there.length === 0 || birthday23 <= today) destroy()
  }

  /**
   * R8, R9: where birth dates disagree the latest that a registration still has holds, so that nobody is destroyed early; and
   * no signal lasts longer.
   */
  function settleBirthday(): void {
    birthday23 = Math.max(...signals.map((s) => s.stated23), ...archive.map(({ signal }) => signal.stated23))
    for (const signal of signals) signal.removal = Math.min(signal.removal, birthday23)
  }

  /** R8, R11, R13: nothing survives. */
  function destroy(): void {
    signals = []
    archive = []
    match = null
    matchesMade = 0
    birthday23 = Number.NEGATIVE_INFINITY
    told = []
    notices = []
  }

  /** What is there on a day, also where the daily work is late: what is due is active no more, or is there no more. */
  function presentOn(today: Day): Present {
    const active = activeOn(today)
    const archived = [...archive, ...signals.map((signal) => ({ signal, from: signal.removal }))].filter(
      (one) => one.from <= today && archivedUntil(one) > today,
    )
    if (birthday23 <= today || (active.length === 0 && archived.length === 0)) return nothing
    const participants = match?.participants.filter((signal) => active.includes(signal)) ?? []
    const isThere = (signal: Signal) =>
      active.includes(signal) || archived.some((one) => one.signal === signal)
    const kept = notices.filter(({ signal }) => archived.some((one) => one.signal === signal))
    return {
      active: active.map((signal) => lineOf(signal, signal.removal)).sort(),
      archived: archived.map((one) => lineOf(one.signal, archivedUntil(one))).sort(),
      match:
        participants.length < 2
          ? null
          : `match ${match?.number} of ${participants.map(({ name }) => name).sort()}`,
      told: told
        .filter(({ of }) => of === undefined || of.some(isThere))
        .map(({ line }) => line)
        .sort(),
      notices: kept.map(({ signal, to }) => `${signal.name} to ${to}`).sort(),
      destruction: textOf(birthday23),
    }
  }

  /** What a professional is shown of it on a day: their own active signal, and the others in its match. */
  function shownTo(professional: number, today: Day): string | null {
    const own = ownOf(professional, today)
    if (!own) return null
    const others = (match?.participants ?? [])
      .filter((signal) => signal !== own && signal.removal > today)
      .map((signal) => nameOf(signal.professional))
    const beside = match?.participants.includes(own) && others.length > 0 ? ` beside ${others.sort()}` : ''
    return `${own.name} until ${textOf(own.removal)}${beside}`
  }

  const activeOn = (today: Day) => signals.filter(({ removal }) => removal > today && birthday23 > today)
  const ownOf = (professional: number, today: Day) =>
    activeOn(today).find((signal) => signal.professional === professional)
  const archivedUntil = ({ from }: Archived) => Math.min(endOfYears(from, archiveTerm), birthday23)
  const nameOf = (professional: number) => world.professionals[professional]?.name ?? ''
  const tell = (event: string, to: string) => told.push({ line: `${event} to ${to}` })
  const lineOf = ({ name, professional, municipality }: Signal, until: Day) =>
    `${name} by ${nameOf(professional)} in ${municipality} until ${textOf(until)}`

  return { register, end, renew, ask, erase, rectify, carryOut, die: destroy, presentOn, shownTo }
}

export type YoungPerson = ReturnType<typeof createYoungPerson>
