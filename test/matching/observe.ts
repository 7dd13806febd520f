import type postgres from 'postgres'
import type { PreparedRegistration, RegistrationAnswer } from '../../src/signals/register-signals.ts'
import type { Answered, Asked, Stored } from './model.ts'

/** A request as it was offered: the ids it was given, by which what it made is recognised. */
export interface Offered {
  readonly asked: Asked
  readonly prepared: PreparedRegistration
}

interface Ids {
  readonly signal_id: string
  readonly proposed_person_id: string
}

export function idsOf(prepared: PreparedRegistration): Ids {
  return prepared as unknown as Ids
}

/** Where the logbook ends now; what a case adds lies beyond it. */
export async function endOfLogbook(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select coalesce(max(id), 0)::int as last from logbook`
  return row?.last
}

/** What the database stored for these requests, in the words of the model. */
export async function observe(
  sql: postgres.Sql,
  offered: readonly Offered[],
  logbookFrom: number,
): Promise<Stored> {
  const names = new Map(offered.map(({ asked, prepared }) => [idsOf(prepared).signal_id, asked.name]))
  const persons = new Map(
    offered.map(({ asked, prepared }) => [idsOf(prepared).proposed_person_id, asked.person]),
  )
  const name = (id: string) => names.get(id) ?? `not asked for: ${id}`
  const signalIds = [...names.keys()]
  const personIds = [...persons.keys()]
  const [signals, matches, notifications, conflicts, people, budgets, activity, logbook] = await Promise.all([
    sql`select s.id, s.municipality_code, s.until::text, s.ending, a.subject
          from (select id, young_person_id, professional_id, municipality_code, removal_date as until, 'active' as ending
                  from signal
                union all
                select id, young_person_id, professional_id, municipality_code, ended_date, reason::text
                  from archived_signal) s
          join account a on a.id = s.professional_id
         where s.young_person_id = any (${personIds})`,
    sql`select m.closed_at, jsonb_agg(jsonb_build_object('signal', p.signal_id, 'left', p.left_at is not null))
            filter (where p.signal_id is not null) as who
          from match m left join match_participant p on p.match_id = m.id
         where m.young_person_id = any (${personIds}) group by m.id`,
    sql`select n.event, n.signal_id, a.subject from notification n join account a on a.id = n.recipient_id
         where n.signal_id = any (${signalIds})`,
    sql`select signal_id, known_destruction_date::text as known, stated_destruction_date::text as stated
          from identity_conflict where young_person_id = any (${personIds})`,
    sql`select id, destruction_date::text as until from young_person where id = any (${personIds})`,
    sql`select day::text, coalesce(a.subject, g.name) as who, sum(registered)::int as registered
          from registration_budget b join organisation g on g.id = b.organisation_id
          join account a on a.id = b.professional_id
         group by grouping sets ((day, a.subject), (day, g.name)) having sum(registered) > 0`,
    sql`select v.quarter::text, v.municipality_code, g.name, a.subject, v.measure, v.count
          from activity v join organisation g on g.id = v.organisation_id join account a on a.id = v.professional_id`,
    sql`select event, a.subject from logbook l left join account a on a.id = l.actor_id and l.event <> 'notification_made'
         where l.id > ${logbookFrom}`,
  ])
  return {
    signals: signals
      .map((s) => `${name(s.id)}: ${s.subject} in ${s.municipality_code} until ${s.until}, ${s.ending}`)
      .sort(),
    matches: matches
      .map(({ closed_at, who }) => {
        const participants = (who ?? []).map(
          (p: { signal: string; left: boolean }) => `${name(p.signal)}${p.left ? ' (left)' : ''}`,
        )
        return `${closed_at === null ? 'open' : 'closed'}: ${participants.sort().join(', ')}`
      })
      .sort(),
    notifications: notifications.map((n) => `${n.event}: ${name(n.signal_id)} to ${n.subject}`).sort(),
    conflicts: conflicts
      .map((c) => `${name(c.signal_id)}: ${c.known} is known, ${c.stated} is stated`)
      .sort(),
    persons: people.map((p) => `${persons.get(p.id)} until ${p.until}`).sort(),
    budgets: budgets.map((b) => `${b.day} ${b.who}: ${b.registered}`).sort(),
    activity: activity
      .map((v) => `${v.quarter} ${v.municipality_code} ${v.name} ${v.subject} ${v.measure}: ${v.count}`)
      .sort(),
    logbook: logbook.map((l) => (l.subject === null ? l.event : `${l.event} by ${l.subject}`)).sort(),
  }
}

/** What was answered, in the words of the model. */
export function toAnswered({ outcome, signal }: RegistrationAnswer, offered: readonly Offered[]): Answered {
  const made = offered.find(({ prepared }) => idsOf(prepared).signal_id === signal?.id)
  return {
    outcome,
    signal: signal && (made?.asked.name ?? `not asked for: ${signal.id}`),
    removalDate: signal?.removalDate ?? null,
    municipality: signal?.municipalityCode ?? null,
    others: signal?.match?.participants.map(({ email }) => email.slice(0, email.indexOf('@'))).sort() ?? null,
  }
}
