import { deepEqual } from 'node:assert/strict'
import type postgres from 'postgres'

/** What was done, as the actor heard of it. */
export interface Registered {
  readonly signal: string
  readonly bsn: string
  readonly subject: string
  /** The match that was answered with the others in it; null where nobody was there. */
  readonly match: { readonly id: string; readonly others: readonly string[] } | null
}

/** How often something is not as the rules have it, with the first that was found of each. */
export type Faults = Record<string, number>

interface Line {
  readonly event: string
  readonly reason: string | null
  readonly signal: string | null
  readonly recipient: string | null
  readonly ground: string
}

/** A young person as they stand after so many lines of the logbook. */
interface Person {
  readonly active: Map<string, string>
  readonly archived: Set<string>
  /** The open match, by its id. */
  match: string | null
}

/**
 * Replays what was done in the order in which the database did it, by the rules (R10, R13 to R15) and in plain memory, and
 * compares: what everybody was answered, who was told what, and what is stored in the end. The lines of the logbook
 * about one young person are numbered while that person is locked, so their order is the order of what was done.
 */
export async function judgeEndings(sql: postgres.Sql, made: readonly Registered[]): Promise<Faults> {
  const faults: Faults = {}
  const fault = (what: string) => {
    faults[what] = (faults[what] ?? 0) + 1
  }
  const bySignal = new Map(made.map((each) => [each.signal, each]))
  const persons = new Map<string, Person>()
  const told = new Map<string, number>()
  const owed = (what: string) => told.set(what, (told.get(what) ?? 0) + 1)
  const toldOfArchive = new Set<string>()
  const matches = new Set<string>()
  let destroyed = 0

  const lines = await readLines(sql)
  for (const { event, reason, signal } of lines) {
    if (event !== 'signal_registered' && event !== 'signal_ended') continue
    const one = bySignal.get(signal ?? '')
    if (!one) {
      fault('a signal that nobody was answered')
      continue
    }
    const person = persons.get(one.bsn) ?? { active: new Map(), archived: new Set(), match: null }
    persons.set(one.bsn, person)
    if (event === 'signal_registered') arrive(person, one)
    else leave(person, one, reason ?? '')
  }

  function arrive(person: Person, one: Registered): void {
    const others = [...person.active.values()]
    if (others.includes(one.subject)) fault('registered twice')
    if (!same(one.match?.others ?? [], others)) fault('answered with others than were there')
    if (others.length > 0) {
      if (person.match === null && matches.has(one.match?.id ?? ''))
        fault('a match that had closed is open again')
      if (person.match !== null && one.match?.id !== person.match) fault('a second match')
      person.match = one.match?.id ?? null
      matches.add(person.match ?? '')
      for (const recipient of [...others, one.subject, 'officer'])
        owed(`arrived ${one.signal} to ${recipient}`)
    }
    person.active.set(one.signal, one.subject)
    const news = [...person.archived].filter((id) => !toldOfArchive.has(`${id} ${one.subject}`))
    for (const id of news) toldOfArchive.add(`${id} ${one.subject}`)
    if (news.length > 0) owed(`archive ${one.signal} to ${one.subject}`)
  }

  function leave(person: Person, one: Registered, reason: string): void {
    if (!person.active.delete(one.signal)) fault('ended twice, or never registered')
    const left = [...person.active.values()]
    if (person.match !== null) for (const recipient of left) owed(`left ${one.signal} to ${recipient}`)
    if (left.length < 2) person.match = null
    if (reason === 'risk_gone') person.archived.add(one.signal)
    if (left.length === 0 && person.archived.size === 0) destroyed++
  }

  compare('told', told, tellings(lines), fault)
  await compareStored(sql, persons, bySignal, fault)
  const [counts] = await sql`
    select (select count(*) from destruction where kind = 'young_person')::int as destroyed,
           (select count(*) from logbook where event = 'match_created')::int as matches`
  if (counts?.destroyed !== destroyed) fault(`${counts?.destroyed} destroyed and not ${destroyed}`)
  if (counts?.matches !== matches.size) fault(`${counts?.matches} matches made and not ${matches.size}`)
  return faults
}

async function readLines(sql: postgres.Sql): Promise<Line[]> {
  return sql<Line[]>`
    select l.event::text, l.reason::text, l.signal_id as signal, a.subject as recipient, l.ground
      from logbook l left join account a on a.id = l.actor_id
     where l.event in ('signal_registered', 'signal_ended', 'notification_made') order by l.id`
}

/** Every notification that was made about a match or the archive, by the signal that set it off. */
function tellings(lines: readonly Line[]): Map<string, number> {
  const made = new Map<string, number>()
  const ended = new Set<string>()
  for (const { event, signal, recipient, ground } of lines) {
    if (event === 'signal_ended') ended.add(signal ?? '')
    if (event !== 'notification_made' || signal === null) continue
    const what = ground === 'Jw 7.1.4.6 lid 2' ? 'archive' : ended.has(signal) ? 'left' : 'arrived'
    const key = `${what} ${signal} to ${recipient}`
    made.set(key, (made.get(key) ?? 0) + 1)
  }
  return made
}

function compare(
  what: string,
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  fault: (what: string) => void,
): void {
  for (const [key, times] of expected) {
    const n = found.get(key) ?? 0
    if (n < times) fault(`not ${what}: ${key.split(' ')[0]}`)
    if (n > times) fault(`${what} twice: ${key.split(' ')[0]}`)
  }
  for (const key of found.keys()) if (!expected.has(key)) fault(`needlessly ${what}: ${key.split(' ')[0]}`)
}

/** What is stored in the end: signals, archive, matches, and nobody of whom there is neither. */
async function compareStored(
  sql: postgres.Sql,
  persons: ReadonlyMap<string, Person>,
  bySignal: ReadonlyMap<string, Registered>,
  fault: (what: string) => void,
): Promise<void> {
  const all = [...persons.values()]
  const expected = {
    active: all.flatMap(({ active }) => [...active.keys()]).sort(),
    archived: all.flatMap(({ archived }) => [...archived]).sort(),
    open: all
      .flatMap(({ match, active }) => (match === null ? [] : [`${match}: ${[...active.keys()].sort()}`]))
      .sort(),
    persons: all.filter(({ active, archived }) => active.size + archived.size > 0).length,
  }
  const [found] = await sql`
    select array(select id::text from signal order by 1) as active,
           array(select id::text from archived_signal order by 1) as archived,
           array(select m.id || ': ' || (select string_agg(p.signal_id::text, ',' order by p.signal_id::text)
                                           from match_participant p where p.match_id = m.id and p.left_at is null)
                   from match m where m.closed_at is null order by 1) as open,
           (select count(*) from young_person)::int as persons,
           (select count(*) from identity_index)::int as indexed,
           (select count(*) from young_person y where not exists (select from signal s where s.young_person_id = y.id)
               and not exists (select from archived_signal a where a.young_person_id = y.id))::int as orphans,
           (select count(*) from (select young_person_id from signal group by 1 having count(*) > 1) together
             where not exists (select from match m where m.young_person_id = together.young_person_id
                                                     and m.closed_at is null))::int as missed,
           (select count(*) from logbook l where l.young_person_id is not null
               and not exists (select from young_person y where y.id = l.young_person_id))::int as remembered,
           (select count(*) from notification n where n.match_id is not null
               and not exists (select from match m where m.id = n.match_id))::int as left_behind`
  for (const name of ['active', 'archived', 'open', 'persons'] as const)
    try {
      deepEqual(found?.[name], expected[name])
    } catch {
      fault(`stored otherwise: ${name}`)
    }
  if (found?.indexed !== expected.persons) fault('indexed otherwise')
  for (const name of ['orphans', 'missed', 'remembered', 'left_behind'])
    if (found?.[name] !== 0) fault(`${name}: ${found?.[name]}`)
  for (const signal of found?.active ?? [])
    if (!bySignal.has(signal)) fault('a signal that nobody was answered')
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
}
