import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { createLog } from '../../src/http/door/log.ts'
import { ClockRefused } from '../../src/retention/clock-refused.ts'
import { dailyWork } from '../../src/retention/daily-work.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { region } from '../support/region.ts'
import { createTestService } from '../support/service.ts'
import type { ModelAdapter, Outcome } from './model-adapter.ts'
import { observe } from './observe.ts'
import { type Day, textOf } from './rules-calendar.ts'
import type { Answer, Ground, Registration } from './rules-model.ts'
import { kampen, world, zwolle } from './sequences.ts'

/** So many of a municipality share the requests, since nobody may open many in a day (R6). */
const privacyOfficers = 10
const longestGapDays = 7
/** Of hundreds of thousands of requests nothing need be kept. */
const silent = createLog('fatal', { write: () => {} }) as FastifyBaseLogger

/** The service itself, over HTTP, on a PostgreSQL of its own. */
export interface ServiceAdapter extends ModelAdapter {
  /** Empties the index, the logbook and the daily work; who is connected stays. */
  reset(): Promise<void>
}

export async function serviceAdapter(t: Test): Promise<ServiceAdapter> {
  let now = new Date(0)
  const { service, database, issuer } = await createTestService(t, { clock: () => now, log: silent })
  const { sql } = database
  await connect(sql)
  const bsns = madeUpBsns()
  let people: Person[] = []
  let worked: number | undefined
  let tokens = new Map<string, Promise<string>>()
  const personOf = (number: number) => {
    people[number] ??= { bsn: bsns.next().value, registered: [] }
    return people[number]
  }

  async function ask(
    subject: string,
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
  ): Promise<LightMyRequestResponse> {
    const token = tokens.get(subject) ?? issuer.token(subject)
    tokens.set(subject, token)
    const headers = { authorization: `Bearer ${await token}` }
    const answer = await service.app.inject({
      method,
      url: `/v1${path}`,
      headers,
      ...(payload && { payload }),
    })
    if (answer.statusCode >= 500 || [401, 403, 429].includes(answer.statusCode))
      throw new Error(`${method} ${path} by ${subject}: ${answer.statusCode} ${answer.payload}`)
    return answer
  }

  /** What an officer asks for is done, and gives what was made. */
  async function done(asked: Promise<LightMyRequestResponse>): Promise<{ id: string }> {
    const { statusCode, payload } = await asked
    if (statusCode !== 201) throw new Error(`${statusCode} ${payload}`)
    return JSON.parse(payload)
  }

  async function register(number: number, asked: Registration): Promise<Outcome> {
    const person = personOf(number)
    const answer = await ask(nameOf(asked.professional), 'POST', '/signals', {
      bsn: person.bsn,
      birthDate: textOf(asked.birthDate),
      municipalityCode: asked.municipality,
      ...(asked.removal === null ? {} : { removalDate: textOf(asked.removal) }),
    })
    if (answer.statusCode === 400) return { answer: 'refused', signal: null }
    if (answer.statusCode === 409) return { answer: 'differs', signal: null }
    const { id } = answer.json<{ id: string }>()
    if (answer.statusCode === 201) person.registered.push({ id, professional: asked.professional })
    const known = person.registered.findIndex((signal) => signal.id === id)
    return { answer: answer.statusCode === 201 ? 'created' : 'existing', signal: `${number}/${known + 1}` }
  }

  /** Somebody asks a municipality for something, and is granted it at once. */
  async function grant(number: number, municipality: string, asked: object): Promise<void> {
    const [officer, decider] = [number, number + 1].map((n) => `${municipality}-${n % privacyOfficers}`)
    const body = { bsn: personOf(number).bsn, signedBy: ['guardian', 'young_person'], ...asked }
    const opened = await ask(officer ?? '', 'POST', '/subject-requests', body)
    // Nobody of 30 is there, so nothing is asked about them.
    if (opened.statusCode === 400 && opened.payload.includes('birth-date-implausible')) return
    const { id } = await done(Promise.resolve(opened))
    const decide = (more = {}) =>
      ask(decider ?? '', 'POST', `/subject-requests/${id}/decisions`, { decision: 'granted', ...more })
    const decided = await decide()
    const confirmed = decided.statusCode === 409 ? decide({ confirmsDestruction: true }) : decided
    await done(Promise.resolve(confirmed))
  }

  /** The last signal that the professional registered; where there never was one, one that nobody has. */
  async function withOwn(
    number: number,
    professional: number,
    what: string,
    payload: object,
    done: Answer,
  ): Promise<Answer> {
    const id =
      personOf(number).registered.findLast((signal) => signal.professional === professional)?.id ??
      randomUUID()
    const { statusCode } = await ask(nameOf(professional), 'POST', `/signals/${id}/${what}`, payload)
    return statusCode === 404 ? 'not-found' : statusCode === 400 ? 'refused' : done
  }

  async function shownTo(professional: number): Promise<Map<number, string>> {
    const [signals, matches] = await Promise.all([
      readAll<{ id: string; removalDate: string }>(nameOf(professional), '/signals'),
      readAll<{ signalId: string; participants: { email: string }[] }>(nameOf(professional), '/matches'),
    ])
    const names = new Map(
      people.flatMap(({ registered }, number) => registered.map(({ id }, n) => [id, { number, n }] as const)),
    )
    return new Map(
      signals.map(({ id, removalDate }) => {
        const { number, n } = names.get(id) ?? { number: -1, n: -1 }
        const others = matches
          .filter(({ signalId }) => signalId === id)
          .flatMap(({ participants }) => participants.map(({ email }) => email.slice(0, email.indexOf('@'))))
        return [
          number,
          `${number}/${n + 1} until ${removalDate}${others.length > 0 ? ` beside ${others.sort()}` : ''}`,
        ]
      }),
    )
  }

  async function readAll<T>(subject: string, path: string): Promise<T[]> {
    const items: T[] = []
    for (let after: string | null = ''; after !== null; ) {
      const answer = await ask(subject, 'GET', `${path}?limit=100${after && `&after=${after}`}`)
      const page = answer.json<{ items: T[]; next: string | null }>()
      items.push(...page.items)
      after = page.next
    }
    return items
  }

  /** A clock that was set ahead under a running service changes nothing: a young person who has not come to their date yet is left alone. */
  async function jumpAhead(): Promise<void> {
    const ahead = new Date(now.getTime() + 3 * 86_400_000)
    const steady = { expected: () => now, believe: () => {} }
    const work = { database: service.database, clock: () => ahead, longestGapDays, steady }
    await dailyWork(work, { onDone: () => {}, onClock: () => {} })(() => false).catch((error: unknown) => {
      if (!(error instanceof ClockRefused)) throw error
    })
  }

  /** The daily work; where the clock is not believed, an operator looks at it and says that it is right. */
  async function passDay(): Promise<void> {
    await jumpAhead()
    const clock = () => now
    const round = dailyWork(
      { database: service.database, clock, longestGapDays },
      { onDone: () => {}, onClock: () => {} },
    )
    const jumped = worked !== undefined && now.getTime() - worked > longestGapDays * 86_400_000
    const refused = await round(() => false).then(
      () => false,
      (error: unknown) => error instanceof ClockRefused || Promise.reject(error),
    )
    if (refused !== jumped) throw new Error(`the clock was ${refused ? '' : 'not '}refused`)
    if (refused) {
      await sql`select accept_retention_clock(${now})`
      await round(() => false)
    }
    worked = now.getTime()
  }

  return {
    setClock: (instant) => {
      now = new Date(instant)
    },
    register,
    end: (number, professional, ground: Ground) =>
      withOwn(number, professional, 'endings', { reason: ground }, 'ended'),
    renew: (number, professional, removal: Day | null) =>
      withOwn(
        number,
        professional,
        'renewals',
        removal === null ? {} : { removalDate: textOf(removal) },
        'renewed',
      ),
    async die(number) {
      await ask('fleur', 'POST', '/deaths', { bsn: personOf(number).bsn })
    },
    erase: (number, municipality, birthDate, kind) =>
      grant(number, municipality, { kind, birthDate: textOf(birthDate) }),
    rectify: (number, municipality, registered, birthDate) =>
      grant(number, municipality, {
        kind: 'rectification',
        registeredBirthDate: textOf(registered),
        birthDate: textOf(birthDate),
      }),
    passDay,
    observe: (today) => observe(sql, people, today),
    shownTo,
    async reset() {
      await sql`truncate young_person, signal, archived_signal, logbook, notification, destruction, registration_budget, activity,
                         retention_run, retention_clock, quick_withdrawal, subject_request cascade`
      people = []
      worked = undefined
      tokens = new Map()
    },
  }
}

/** A young person by the number under which they are registered, and every signal that was. */
export interface Person {
  readonly bsn: string
  readonly registered: { readonly id: string; readonly professional: number }[]
}

function nameOf(professional: number): string {
  return world.professionals[professional]?.name ?? ''
}

/** Who is connected: the world of the sequences. */
async function connect(sql: Parameters<typeof region>[0]): Promise<void> {
  const { municipality, convenant, organisation, partner, account } = region(sql)
  for (const code of [zwolle, kampen]) await municipality(code)
  const convenants = {
    [zwolle]: await convenant([zwolle]),
    [kampen]: await convenant([kampen], { months: 12 }),
  }
  for (const { name, municipalities } of world.professionals) {
    const employer = await organisation()
    for (const code of Object.keys(municipalities)) await partner(convenants[code] ?? '', employer)
    await account({ subject: name, organisation: employer })
  }
  for (const { name, municipalities } of world.officers) {
    const { id } = await account({ subject: name, roles: [] })
    for (const code of municipalities)
      await sql`insert into role_assignment (id, account_id, role, municipality_code, from_date)
                values (gen_random_uuid(), ${id}, 'follow_up_officer', ${code}, '2020-01-01')`
  }
  for (const code of [zwolle, kampen])
    for (let n = 0; n < privacyOfficers; n++)
      await account({ subject: `${code}-${n}`, roles: ['privacy_officer'], municipality: code })
  await account({ subject: 'fleur', roles: ['functional_administrator'] })
}
