import type { Database } from '../../db/client.ts'
import type { NotificationEvent } from '../../db/tables/outbox.ts'
import type { Role } from '../authorise/actor.ts'

/** A notification that this worker may try to deliver now. */
export interface Claimed {
  readonly id: string
  readonly attempt: number
  readonly event: NotificationEvent
  readonly matchId: string | null
  readonly recipient: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: Role
  }
  /** Whether the recipient may still be told (R1, R2, R15). */
  readonly entitled: boolean
}

/**
 * Claims notifications that are due, one row per attempt (R20). `SKIP LOCKED` lets several workers claim side by side;
 * the next attempt is set before this one begins, so that what a crashed worker held comes back by itself.
 * @param leaseSeconds when another worker may take over what this one claimed
 */
export async function claimNotifications(
  database: Database,
  { now, today, limit, leaseSeconds }: { now: Date; today: string; limit: number; leaseSeconds: number },
): Promise<Claimed[]> {
  const rows = await database.run(
    () => database.sql<Row[]>`
      with due as (
        select id from notification
         where state = 'waiting' and next_attempt_at <= ${now}
         order by next_attempt_at
         limit ${limit}
           for update skip locked
      ), claimed as (
        update notification n
           set attempts = n.attempts + 1, next_attempt_at = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
          from due where n.id = due.id
        returning n.*
      ), attempted as (
        insert into delivery_attempt (notification_id, number, started_at)
        select id, attempts, ${now} from claimed
      )
      select c.id, c.attempts, c.event, c.match_id, c.recipient_role, a.id as account_id, a.name, a.email,
             case c.recipient_role
               when 'professional' then
                 exists (select from functions.right_to_register(a.id, ${today}))
                 and exists (select from match_participant p join signal s on s.id = p.signal_id
                              where p.match_id = c.match_id and p.professional_id = a.id and p.left_at is null
                                and s.ended_at is null and s.removal_date > ${today})
               else
                 exists (select from role_assignment r
                          where r.account_id = a.id and r.role = c.recipient_role and r.from_date <= ${today}
                            and (r.until_date is null or ${today} < r.until_date)
                            and (r.role <> 'follow_up_officer' or r.municipality_code in (
                                   select functions.municipality_on(p.municipality_code, ${today})
                                     from match_participant p where p.match_id = c.match_id)))
             end as entitled
        from claimed c
        join account a on a.id = c.recipient_id`,
  )
  return rows.map((row) => ({
    id: row.id,
    attempt: row.attempts,
    event: row.event,
    matchId: row.match_id,
    recipient: { id: row.account_id, name: row.name, email: row.email, role: row.recipient_role },
    entitled: row.entitled,
  }))
}

interface Row {
  id: string
  attempts: number
  event: Claimed['event']
  match_id: string | null
  recipient_role: Role
  account_id: string
  name: string
  email: string
  entitled: boolean
}
