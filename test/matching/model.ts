import { anniversary, type CalendarDate, endOfTerm } from '../../src/ground/calendar.ts'
import { ageLimitYears } from '../../src/ground/law.ts'

/**
 * What must come out of registering, written from the rules (R1, R6, R8, R9, R11, R15) and not from the code: one
 * registration after another, in plain memory. Signals go by the name of the request that made them.
 */

/** Who there is: professionals and where each may register, and who else is told. */
export interface World {
  readonly professionals: readonly {
    readonly name: string
    readonly organisation: string
    /** Per municipality in which this professional may register, the longest term in months. */
    readonly municipalities: Readonly<Record<string, number>>
  }[]
  readonly officers: readonly { readonly name: string; readonly municipalities: readonly string[] }[]
  readonly administrators: readonly string[]
}

export interface Asked {
  readonly name: string
  readonly professional: number
  readonly person: number
  readonly birthDate: CalendarDate
  readonly municipality: string | null
  readonly removalDate: CalendarDate | null
  readonly key: string | null
}

export interface Answered {
  readonly outcome: string
  readonly signal: string | null
  readonly removalDate: CalendarDate | null
  readonly municipality: string | null
  /** The others in the match; null where there is none. */
  readonly others: readonly string[] | null
}

/** Everything that is stored, as sorted lines of text. */
export interface Stored {
  readonly signals: string[]
  readonly matches: string[]
  readonly notifications: string[]
  readonly conflicts: string[]
  readonly persons: string[]
  readonly budgets: string[]
  readonly activity: string[]
  readonly logbook: string[]
}

interface Signal {
  readonly name: string
  readonly person: number
  readonly professional: number
  readonly municipality: string
  readonly removalDate: CalendarDate
  /** The 23rd birthday as its professional stated it. */
  readonly stated: CalendarDate
  end: string | null
  /** Professionals who were told of it once it was archived. */
  readonly toldOf: Set<number>
}

interface Match {
  readonly person: number
  readonly participants: { readonly signal: Signal; left: boolean }[]
  open: boolean
}

export function createModel(world: World, budgets: { perProfessional: number; perOrganisation: number }) {
  const signals: Signal[] = []
  const matches: Match[] = []
  const destructionDates = new Map<number, CalendarDate>()
  const kept = new Map<string, { body: string; signal: Signal | undefined; answer: Answered | null }>()
  const charged = new Map<string, number>()
  const activity = new Map<string, number>()
  const notifications: { readonly person: number; readonly line: string }[] = []
  const conflicts: { readonly person: number; readonly line: string }[] = []
  const logbook: string[] = []

  /** Requests that arrive together: only an Idempotency-Key can tell it from arriving one by one. */
  function register(batch: readonly Asked[], today: CalendarDate): Answered[] {
    const held = new Set<string>()
    return batch.map((asked) => {
      const answer = answerTo(asked, today, held)
      if (answer.signal === null) logbook.push(`registration_refused by ${nameOf(asked)}`)
      return answer
    })
  }

  function answerTo(asked: Asked, today: CalendarDate, held: Set<string>): Answered {
    const right = rightOf(asked, today)
    if (typeof right === 'string') return refusal(right)
    if (asked.key === null) return registerOne(asked, right, today)
    const key = `${nameOf(asked)} ${asked.key}`
    if (held.has(key)) return refusal('idempotency-key-in-flight')
    held.add(key)
    const body = JSON.stringify([asked.person, asked.birthDate, asked.municipality, asked.removalDate])
    const before = kept.get(key)
    if (before && !isActiveOn(today, before.signal)) return refusal('registration-gone')
    if (before && before.body !== body) return refusal('idempotency-key-reused')
    if (before?.answer && !isAnythingDue(asked.person, today)) {
      logbook.push(`signal_repeated by ${nameOf(asked)}`)
      return before.answer
    }
    const answer = registerOne(asked, right, today)
    const signal = signals.find(({ name }) => name === answer.signal)
    if (answer.signal !== null) kept.set(key, { body, signal, answer })
    return answer
  }

  /** A key registers once: what ended, or is due to, does not come back by it. */
  function isActiveOn(today: CalendarDate, signal: Signal | undefined): boolean {
    return (
      signal !== undefined && signals.includes(signal) && signal.end === null && signal.removalDate > today
    )
  }

  /** R6: an answer that was kept names others, and is made anew once one of them has left. */
  function isAnythingDue(person: number, today: CalendarDate): boolean {
    return activeOn(person).some(({ removalDate }) => removalDate <= today)
  }

  function forgetAnswers(person: number): void {
    for (const one of kept.values()) if (one.signal?.person === person) one.answer = null
  }

  /** R1, R11: where, and until when at most; or why not. */
  function rightOf(
    asked: Asked,
    today: CalendarDate,
  ): { municipality: string; until: CalendarDate } | string {
    const choices = Object.entries(professionalOf(asked).municipalities).filter(
      ([code]) => asked.municipality === null || asked.municipality === code,
    )
    const [choice] = choices
    if (!choice) return 'not-permitted'
    if (choices.length > 1) return 'municipality-required'
    const last = endOfTerm(today, choice[1])
    if (asked.removalDate !== null && asked.removalDate > last) return 'removal-date-beyond-term'
    return {
      municipality: choice[0],
      until: earlier(asked.removalDate ?? last, anniversary(asked.birthDate, ageLimitYears)),
    }
  }

  function registerOne(
    asked: Asked,
    right: { municipality: string; until: CalendarDate },
    today: CalendarDate,
  ): Answered {
    if (isSpent(asked, today)) return refusal('registration-budget-exhausted')
    destroyWhoTurned23(asked.person, today)
    endLapsed(asked.person, today)
    const own = activeOn(asked.person).find(({ professional }) => professional === asked.professional)
    if (own && differs(asked, own)) return refusal('registration-differs')
    if (own) {
      logbook.push(`signal_repeated by ${nameOf(asked)}`)
      return answered('existing', own)
    }
    const signal: Signal = {
      name: asked.name,
      person: asked.person,
      professional: asked.professional,
      municipality: right.municipality,
      removalDate: right.until,
      stated: anniversary(asked.birthDate, ageLimitYears),
      end: null,
      toldOf: new Set(),
    }
    charge(asked, today)
    logbook.push(`signal_registered by ${nameOf(asked)}`)
    compareBirthDates(asked, signal)
    signals.push(signal)
    countActivity(signal, today)
    matchWithOthers(signal)
    tellOfArchive(signal)
    return answered('created', signal)
  }

  /** R9, R12: who states something else than in their own signal is told so; a retry under a key states nothing anew. */
  function differs(asked: Asked, own: Signal): boolean {
    if (asked.key !== null && kept.get(`${nameOf(asked)} ${asked.key}`)?.signal === own) return false
    const { birthDate, removalDate } = asked
    return (
      anniversary(birthDate, ageLimitYears) !== own.stated ||
      (removalDate !== null && earlier(removalDate, own.stated) !== own.removalDate)
    )
  }

  /** R22: signals, and arrivals that met somebody, by how far away the farthest of them was. */
  function countActivity(newcomer: Signal, today: CalendarDate): void {
    const others = activeOn(newcomer.person).filter((signal) => signal !== newcomer)
    const organisation = professionalOf(newcomer).organisation
    const kind = others.some(({ municipality }) => municipality !== newcomer.municipality)
      ? 'matches_across_municipalities'
      : others.some((other) => professionalOf(other).organisation !== organisation)
        ? 'matches_within_municipality'
        : 'matches_within_organisation'
    const quarter = `${today.slice(0, 5)}${String(Math.ceil(Number(today.slice(5, 7)) / 3) * 3 - 2).padStart(2, '0')}-01`
    for (const measure of others.length > 0 ? ['signals', kind] : ['signals']) {
      const row = `${quarter} ${newcomer.municipality} ${organisation} ${nameOf(newcomer)} ${measure}`
      activity.set(row, (activity.get(row) ?? 0) + 1)
    }
  }

  /** R6: so many new signals a day, for a professional and for an organisation. */
  function isSpent(asked: Asked, today: CalendarDate): boolean {
    const { name, organisation } = professionalOf(asked)
    return (
      (charged.get(`${today} ${name}`) ?? 0) >= budgets.perProfessional ||
      (charged.get(`${today} ${organisation}`) ?? 0) >= budgets.perOrganisation
    )
  }

  function charge(asked: Asked, today: CalendarDate): void {
    const { name, organisation } = professionalOf(asked)
    for (const who of [name, organisation])
      charged.set(`${today} ${who}`, (charged.get(`${today} ${who}`) ?? 0) + 1)
  }

  /** R11, R13: a signal ends on its date, and is archived; R15: who goes on hears of it, and fewer than two is no match. */
  function endLapsed(person: number, today: CalendarDate): void {
    const lapsed = activeOn(person).filter(({ removalDate }) => removalDate <= today)
    const match = openMatchOn(person)
    if (lapsed.length > 0) forgetAnswers(person)
    for (const signal of lapsed) {
      signal.end = 'lapsed'
      logbook.push('signal_ended')
      const takesPart = match?.participants.some((participant) => participant.signal === signal)
      for (const { participants } of matches)
        removeWhere(participants, (participant) => participant.signal === signal)
      if (!match || !takesPart) continue
      logbook.push('match_left')
      for (const other of match.participants)
        if (other.signal.removalDate > today) tell('participant_left', signal, nameOf(other.signal))
    }
    if (!match || lapsed.length === 0 || match.participants.length > 1) return
    match.open = false
    for (const participant of match.participants) participant.left = true
    logbook.push('match_closed')
  }

  /** R8: from the 23rd birthday on there is nothing, in the archive neither, and nothing of what was told. */
  function destroyWhoTurned23(person: number, today: CalendarDate): void {
    if ((destructionDates.get(person) ?? today) > today || !destructionDates.has(person)) return
    for (const _ of activeOn(person)) logbook.push('signal_ended')
    logbook.push('young_person_destroyed')
    destructionDates.delete(person)
    removeWhere(signals, (signal) => signal.person === person)
    removeWhere(matches, (match) => match.person === person)
    removeWhere(notifications, (told) => told.person === person)
    removeWhere(conflicts, (conflict) => conflict.person === person)
  }

  /** R14: a professional who registers hears of what is archived; of each signal once. */
  function tellOfArchive(newcomer: Signal): void {
    const archived = signals.filter(
      ({ person, end, toldOf }) =>
        person === newcomer.person && end !== null && !toldOf.has(newcomer.professional),
    )
    for (const { toldOf } of archived) toldOf.add(newcomer.professional)
    if (archived.length > 0) tell('archived_signals_found', newcomer, nameOf(newcomer))
  }

  /** R9: a disagreement is told to the functional administrators alone, and the later date holds. */
  function compareBirthDates(asked: Asked, signal: Signal): void {
    const stated = anniversary(asked.birthDate, ageLimitYears)
    const known = destructionDates.get(asked.person)
    if (known === undefined || stated > known) destructionDates.set(asked.person, stated)
    if (known === undefined || known === stated) return
    conflicts.push({ person: asked.person, line: `${asked.name}: ${known} is known, ${stated} is stated` })
    logbook.push('identity_conflict_found')
    for (const administrator of world.administrators) tell('identity_conflict', signal, administrator)
  }

  /** R15: everyone with an active signal is told, and the follow-up officers of their municipalities. */
  function matchWithOthers(newcomer: Signal): void {
    const present = activeOn(newcomer.person)
    if (present.length < 2) return
    const open = openMatchOn(newcomer.person)
    const joining = open ? [newcomer] : present
    const match = open ?? { person: newcomer.person, participants: [], open: true }
    if (!open) {
      matches.push(match)
      logbook.push('match_created')
    }
    for (const signal of joining) {
      match.participants.push({ signal, left: false })
      logbook.push(`match_joined by ${nameOf(signal)}`)
    }
    const event = open ? 'participant_joined' : 'match_created'
    for (const signal of present) tell(event, newcomer, nameOf(signal))
    for (const officer of world.officers)
      if (present.some(({ municipality }) => officer.municipalities.includes(municipality)))
        tell(event, newcomer, officer.name)
  }

  function tell(event: string, signal: Signal, recipient: string): void {
    notifications.push({ person: signal.person, line: `${event}: ${signal.name} to ${recipient}` })
    logbook.push('notification_made')
  }

  function answered(outcome: string, signal: Signal): Answered {
    const others = openMatchOn(signal.person)
      ?.participants.filter((participant) => !participant.left && participant.signal !== signal)
      .map((participant) => nameOf(participant.signal))
      .sort()
    return {
      outcome,
      signal: signal.name,
      removalDate: signal.removalDate,
      municipality: signal.municipality,
      others: others ?? null,
    }
  }

  const activeOn = (person: number) => signals.filter((s) => s.person === person && s.end === null)
  const openMatchOn = (person: number) => matches.find((m) => m.person === person && m.open)
  const professionalOf = ({ professional }: { professional: number }) =>
    world.professionals[professional] as World['professionals'][number]
  const nameOf = (of: { professional: number }) => professionalOf(of).name

  return {
    register,
    stored: (): Stored => ({
      signals: signals
        .map(
          (s) => `${s.name}: ${nameOf(s)} in ${s.municipality} until ${s.removalDate}, ${s.end ?? 'active'}`,
        )
        .sort(),
      matches: matches
        .map(({ open, participants }) => {
          const who = participants.map(({ signal, left }) => `${signal.name}${left ? ' (left)' : ''}`).sort()
          return `${open ? 'open' : 'closed'}: ${who.join(', ')}`
        })
        .sort(),
      notifications: notifications.map(({ line }) => line).sort(),
      conflicts: conflicts.map(({ line }) => line).sort(),
      persons: [...destructionDates].map(([person, date]) => `${person} until ${date}`).sort(),
      budgets: [...charged].map(([who, count]) => `${who}: ${count}`).sort(),
      activity: [...activity].map(([row, count]) => `${row}: ${count}`).sort(),
      logbook: logbook.toSorted(),
    }),
  }
}

function removeWhere<T>(items: T[], isGone: (item: T) => boolean): void {
  items.splice(0, items.length, ...items.filter((item) => !isGone(item)))
}

function refusal(outcome: string): Answered {
  return { outcome, signal: null, removalDate: null, municipality: null, others: null }
}

function earlier(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one < other ? one : other
}
