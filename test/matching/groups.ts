import type postgres from 'postgres'
import type { RegistrationAnswer } from '../../src/signals/register-signals.ts'

/** One of several who register the same young person at the same instant. */
export interface Arrival {
  readonly bsn: string
  readonly subject: string
}

/** How often each young person is registered: so many pairs, so many triples; every time by somebody else. */
export function pairsAndTriples(pairs: number, triples: number, bsns: Iterator<string, never>): Arrival[] {
  let professional = 0
  const group = (size: number) => {
    const bsn = bsns.next().value
    return Array.from({ length: size }, () => ({ bsn, subject: `p${professional++}` }))
  }
  return [
    ...Array.from({ length: pairs }, () => group(2)),
    ...Array.from({ length: triples }, () => group(3)),
  ].flat()
}

/** In another order, so that those who belong together lie far apart; always the same one. */
export function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items]
  let seed = 2026
  for (let n = result.length - 1; n > 0; n--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    const other = seed % (n + 1)
    const [one, two] = [result[n] as T, result[other] as T]
    result[n] = two
    result[other] = one
  }
  return result
}

/** What an arrival was answered: the e-mail addresses of the others, or null; undefined where it failed. */
export type Heard = readonly string[] | null | undefined

export function heard({ signal }: RegistrationAnswer): Heard {
  if (signal === null) return undefined
  return signal.match === null ? null : signal.match.participants.map(({ email }) => email)
}

/** What went wrong, counted; all zero is what R15 asks. */
export interface Verdict {
  failed: number
  missed: number
  doubled: number
  wronglyAnswered: number
  wronglyNotified: number
  signals: number
  matches: number
  notifications: number
}

/**
 * Compares what is stored and what was answered with what arriving one by one gives: the n-th who registers a young
 * person hears of the n - 1 before, and they, the newcomer and the officer are each told once.
 */
export async function judge(
  sql: postgres.Sql,
  arrivals: readonly Arrival[],
  answers: readonly Heard[],
): Promise<Verdict> {
  const stored = await readActive(sql)
  const verdict: Verdict = {
    failed: answers.filter((answer) => answer === undefined).length,
    missed: 0,
    doubled: 0,
    wronglyAnswered: 0,
    wronglyNotified: 0,
    signals: 0,
    matches: 0,
    notifications: 0,
  }
  for (const group of groupsOf(arrivals, answers)) {
    const person = stored.get(group[0]?.subject ?? '')
    if (!person) {
      verdict.missed++
      continue
    }
    verdict.signals += person.signals
    verdict.matches += person.matches
    verdict.notifications += person.told.length
    if (person.matches > 1) verdict.doubled++
    const together = group.length > 1 ? group.length : 0
    if (person.signals !== group.length || person.participants !== together) verdict.missed++
    const order = [...group].sort((one, other) => (one.answer?.length ?? 0) - (other.answer?.length ?? 0))
    const expected = order.map((_, n) => order.slice(0, n).map(({ subject }) => subject))
    if (!order.every(({ answer }, n) => sameSet(subjectsIn(answer), expected[n] ?? [])))
      verdict.wronglyAnswered++
    const owed = order.flatMap(({ subject }, n) => {
      const event = n === 1 ? 'match_created' : 'participant_joined'
      const recipients = n === 0 ? [] : [...(expected[n] ?? []), subject, 'officer']
      return recipients.map((recipient) => `${event}: ${subject} to ${recipient}`)
    })
    if (!sameSet(person.told, owed)) verdict.wronglyNotified++
  }
  return verdict
}

interface Person {
  signals: number
  matches: number
  participants: number
  told: string[]
}

/** By the subject of each professional with an active signal; here everybody has one at most. */
async function readActive(sql: postgres.Sql): Promise<Map<string, Person>> {
  const rows = await sql<(Person & { subjects: string[] })[]>`
    select array_agg(a.subject) as subjects, count(*)::int as signals,
           (select count(*)::int from match m where m.young_person_id = s.young_person_id) as matches,
           (select count(*)::int from match m join match_participant p on p.match_id = m.id
             where m.young_person_id = s.young_person_id and p.left_at is null) as participants,
           array(select n.event || ': ' || newcomer.subject || ' to ' || recipient.subject
                   from signal own
                   join notification n on n.signal_id = own.id
                   join account newcomer on newcomer.id = own.professional_id
                   join account recipient on recipient.id = n.recipient_id
                  where own.young_person_id = s.young_person_id and n.event in ('match_created', 'participant_joined')) as told
      from signal s join account a on a.id = s.professional_id
     group by s.young_person_id`
  return new Map(rows.flatMap(({ subjects, ...person }) => subjects.map((subject) => [subject, person])))
}

function groupsOf(arrivals: readonly Arrival[], answers: readonly Heard[]) {
  const groups = new Map<string, { subject: string; answer: Heard }[]>()
  arrivals.forEach(({ bsn, subject }, n) => {
    const group = groups.get(bsn) ?? []
    group.push({ subject, answer: answers[n] })
    groups.set(bsn, group)
  })
  return groups.values()
}

const subjectsIn = (answer: Heard) => (answer ?? []).map((email) => email.slice(0, email.indexOf('@')))

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
}
