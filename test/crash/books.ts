import type postgres from 'postgres'
import type { MailServer } from '../support/mail-server.ts'

/** Each names what may not exist; the query counts how often it does. */
const faults: Record<string, string> = {
  'signal without one line of its registration': `
    select from signal s where (select count(*) from logbook l
      where l.signal_id = s.id and l.event = 'signal_registered') <> 1`,
  'line of a registration without its signal': `
    select from logbook l where l.event = 'signal_registered'
      and not exists (select from signal s where s.id = l.signal_id)`,
  'young person without a signal or an index': `
    select from young_person y where not exists (select from signal s where s.young_person_id = y.id)
      or not exists (select from identity_index x where x.young_person_id = y.id)`,
  'match of fewer than two': `
    select from match m where (select count(*) from match_participant p where p.match_id = m.id) < 2`,
  'match without one line of its making': `
    select from match m where (select count(*) from logbook l
      where l.match_id = m.id and l.event = 'match_created') <> 1`,
  'participant without one line of joining': `
    select from match_participant p where (select count(*) from logbook l
      where l.match_id = p.match_id and l.signal_id = p.signal_id and l.event = 'match_joined') <> 1`,
  'notification without one line of its making': `
    select from notification n where (select count(*) from logbook l
      where l.notification_id = n.id and l.event = 'notification_made') <> 1`,
  'notification that was not delivered': `select from notification where state <> 'delivered'`,
  'delivered notification without one line of its sending': `
    select from notification n where state = 'delivered' and (select count(*) from logbook l
      where l.notification_id = n.id and l.event = 'notification_sent') <> 1`,
  'delivered notification without one accepted attempt': `
    select from notification n where state = 'delivered' and (select count(*) from delivery_attempt a
      where a.notification_id = n.id and a.outcome = 'accepted') <> 1`,
  'attempts that are not numbered from one': `
    select from notification n where n.attempts <> (select count(*) from delivery_attempt a
      where a.notification_id = n.id and a.number between 1 and n.attempts)`,
  'attempt that ended without a time, or the other way round': `
    select from delivery_attempt where (outcome = 'started') <> (finished_at is null)`,
  'budget that is not what was registered': `
    select from (select professional_id, sum(registered) as charged from registration_budget group by 1) b
      where charged <> (select count(*) from signal s where s.professional_id = b.professional_id)`,
}

/** Counts what is half done or contradicts itself; empty where all is well. */
export async function faultsInBooks(sql: postgres.ISql): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [fault, query] of Object.entries(faults)) {
    const [row] = await sql.unsafe(`select count(*)::int as n from (${query}) f`)
    if (row?.n !== 0) found[fault] = row?.n
  }
  return found
}

/** How what was owed compares with what the mail server took, by Message-ID. */
export async function compareMail(
  sql: postgres.Sql,
  { received }: MailServer,
): Promise<{ owed: number; missing: number; notOwed: number; again: number }> {
  const owed = await sql<{ id: string; email: string }[]>`
    select '<' || n.id || '@verwijsindex.example>' as id, a.email
      from notification n join account a on a.id = n.recipient_id`
  const recipients = new Map(owed.map(({ id, email }) => [id, email]))
  const arrived = new Set<string>()
  let notOwed = 0
  for (const { to, mail } of received) {
    const id = mail.messageId ?? ''
    arrived.add(id)
    if (to.length !== 1 || to[0] !== recipients.get(id)) notOwed++
  }
  return {
    owed: owed.length,
    missing: owed.filter(({ id }) => !arrived.has(id)).length,
    notOwed,
    again: received.length - arrived.size,
  }
}
