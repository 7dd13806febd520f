import type postgres from 'postgres'
import type { Observed } from './model-adapter.ts'
import { type Day, dayOf, endOfYears, textOf } from './rules-calendar.ts'
import { archiveTerm, nothing, type Present } from './rules-model.ts'
import type { Person } from './service-adapter.ts'

interface Row {
  readonly id: string
  readonly professional: string
  readonly municipality: string
}

/** All that is stored, one row for each young person. */
interface Stored {
  readonly id: string
  readonly destruction: string
  readonly indexed: number
  readonly active: readonly (Row & { readonly until: string })[]
  readonly archived: readonly (Row & { readonly ended: string })[]
  /** How many there were, and who is in the open one. */
  readonly matches: number
  readonly open: readonly string[] | null
  /** With the signals that they tell of, where these are not those of a match. */
  readonly told: readonly { readonly line: string; readonly of: readonly string[] | null }[]
  readonly notices: readonly { readonly signal: string; readonly to: string }[]
}

/** What the database stores, in the words of the model; what is due is counted as if the daily work had come by. */
export async function observe(sql: postgres.Sql, people: readonly Person[], today: Day): Promise<Observed> {
  const rows = await readStored(sql)
  const names = new Map(
    people.flatMap(({ registered }, number) =>
      registered.map(({ id }, n) => [id, `${number}/${n + 1}`] as const),
    ),
  )
  const leftovers = (await readOrphans(sql)).map((what): [number, string] => [0, what])
  const present = new Map<number, Present>()
  for (const row of rows) {
    const name = (id: string) => names.get(id) ?? `unknown ${id}`
    const first = [...row.active, ...row.archived].map(({ id }) => name(id))[0]
    const person = Number(first?.split('/')[0] ?? Number.NaN)
    if (Number.isNaN(person) || present.has(person))
      leftovers.push([person || 0, 'a young person of nobody, or one again'])
    const { seen, due } = see(row, name, today)
    leftovers.push(...due.map((what): [number, string] => [person || 0, what]))
    present.set(person, seen)
  }
  return { present, leftovers }
}

function see(row: Stored, name: (id: string) => string, today: Day): { seen: Present; due: string[] } {
  const destruction = dayOf(row.destruction)
  const due: string[] = destruction <= today ? ['is 23'] : []
  const lapsed = row.active.filter(({ until }) => dayOf(until) <= today)
  const active = row.active.filter((signal) => !lapsed.includes(signal))
  const ended = [...row.archived, ...lapsed.map((signal) => ({ ...signal, ended: signal.until }))]
  const archived = ended
    .map((signal) => ({
      ...signal,
      until: Math.min(endOfYears(dayOf(signal.ended), archiveTerm), destruction),
    }))
    .filter(({ until }) => until > today)
  due.push(...lapsed.map(({ id }) => `${name(id)} has lapsed`))
  due.push(...(archived.length < ended.length ? ['an archive that is over'] : []))
  if (row.indexed === 0) due.push('is not in the index')
  if (destruction <= today || active.length + archived.length === 0) return { seen: nothing, due }

  const isActive = (signal: string) => active.some(({ id }) => name(id) === signal)
  const open = row.open?.map(name) ?? []
  const participants = open.filter(isActive)
  if (open.length === 1) due.push(`a match of ${open}`)
  const isThere = (signal: string) => [...active, ...archived].some(({ id }) => id === signal)
  const line = (signal: Row, until: string) =>
    `${name(signal.id)} by ${signal.professional} in ${signal.municipality} until ${until}`
  return {
    due,
    seen: {
      active: active.map((signal) => line(signal, signal.until)).sort(),
      archived: archived.map((signal) => line(signal, textOf(signal.until))).sort(),
      match: participants.length < 2 ? null : `match ${row.matches} of ${participants.sort()}`,
      told: row.told
        .filter(({ of }) => of === null || of.some(isThere))
        .map(({ line }) => line)
        .sort(),
      notices: row.notices
        .filter(({ signal }) => archived.some(({ id }) => id === signal))
        .map(({ signal, to }) => `${name(signal)} to ${to}`)
        .sort(),
      destruction: row.destruction,
    },
  }
}

/** The notifications that the rules tell of (R12, R14, R15). */
const events = [
  'match_created',
  'participant_joined',
  'participant_left',
  'archived_signals_found',
  'signal_about_to_lapse',
]

function readStored(sql: postgres.Sql): Promise<Stored[]> {
  return sql<Stored[]>`
    with told as (
      select n.*, coalesce(m.young_person_id, s.young_person_id, a.young_person_id) as young_person_id
        from notification n
        left join match m on m.id = n.match_id
        left join signal s on s.id = n.signal_id
        left join archived_signal a on a.id = coalesce(n.signal_id, (
               select r.archived_signal_id from archive_notice r where r.notification_id = n.id limit 1))
       where n.event = any (${events}::notification_event[])
    )
    select y.id, y.destruction_date::text as destruction,
           (select count(*)::int from identity_index x where x.young_person_id = y.id) as indexed,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'professional', a.subject,
                     'municipality', s.municipality_code, 'until', s.removal_date)), '[]')
              from signal s join account a on a.id = s.professional_id where s.young_person_id = y.id) as active,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'professional', a.subject,
                     'municipality', s.municipality_code, 'ended', s.ended_date)), '[]')
              from archived_signal s join account a on a.id = s.professional_id
             where s.young_person_id = y.id) as archived,
           (select count(*)::int from match m where m.young_person_id = y.id) as matches,
           (select jsonb_agg(p.signal_id) from match m join match_participant p on p.match_id = m.id and p.left_at is null
             where m.young_person_id = y.id and m.closed_at is null) as open,
           (select coalesce(jsonb_agg(jsonb_build_object('line', n.event || ' to ' || a.subject, 'of', case
                     when n.event = 'signal_about_to_lapse' then jsonb_build_array(n.signal_id)
                     when n.event = 'archived_signals_found' then (select jsonb_agg(r.archived_signal_id)
                       from archive_notice r where r.notification_id = n.id) end)), '[]')
              from told n join account a on a.id = n.recipient_id where n.young_person_id = y.id) as told,
           (select coalesce(jsonb_agg(jsonb_build_object('signal', n.archived_signal_id, 'to', a.subject)), '[]')
              from archive_notice n
              join archived_signal s on s.id = n.archived_signal_id
              join account a on a.id = n.professional_id where s.young_person_id = y.id) as notices
      from young_person y`
}

/** What is tied to nobody any more, and daily work without exactly one certificate for each rule and day. */
async function readOrphans(sql: postgres.Sql): Promise<string[]> {
  const found = await sql<{ what: string }[]>`
    select 'notification ' || n.event as what from notification n
     where n.event not in ('invitation', 'details_confirmation_due', 'quick_withdrawal', 'advice_asked', 'signal_destroyed')
       and not exists (select from match m where m.id = n.match_id)
       and not exists (select from signal s where s.id = n.signal_id)
       and not exists (select from archived_signal s where s.id = n.signal_id)
       and not exists (select from archive_notice a where a.notification_id = n.id)
       and not exists (select from identity_conflict c where c.signal_id = n.signal_id)
    union all
    select 'pseudonym in ' || l.event from logbook l
     where l.young_person_id is not null and not exists (select from young_person y where y.id = l.young_person_id)
    union all
    select 'work not certified of ' || r.rule from retention_run r where r.finished_at is null
    union all
    select 'certificates of ' || r.rule || ' on ' || r.day
      from retention_run r left join logbook l on l.event = 'retention_certified' and l.reason = r.rule and l.day = r.day
     group by r.rule, r.day having count(l.id) <> 1`
  return found.map(({ what }) => what)
}
