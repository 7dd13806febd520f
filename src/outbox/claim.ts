import type { Database } from '../../db/driver/client.ts'
import type { NotificationEvent } from '../../db/tables/outbox.ts'
import type { Role } from '../authorise/actor.ts'

/** A notification that was due; this worker may try to deliver it where its recipient is entitled to it. */
export interface Claimed {
  readonly id: string
  readonly attempt: number
  readonly event: NotificationEvent
  /** The match to look at; null where there is none, or it has closed. */
  readonly matchId: string | null
  readonly invitationId: string | null
  /** By which version of the index key its code goes; null where that was never changed. */
  readonly codeVersion: number | null
  readonly recipient: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: Role
  }
  /** Whether the recipient may be told today (R1, R2, R15); otherwise it is held, or withheld for good. */
  readonly entitled: boolean
  /** Whether what it tells of is over, so that it was withheld for good. */
  readonly over: boolean
}

/**
 * Claims notifications that are due, one row per attempt (R20), side by side with other workers; holds and withholds those that are not
 * to be told (R1, R2, R15; `db/functions/delivery/claim_notifications.sql`).
 * @param leaseSeconds when another worker may take over what this one claimed
 */
export async function claimNotifications(
  database: Database,
  { now, today, limit, leaseSeconds }: { now: Date; today: string; limit: number; leaseSeconds: number },
): Promise<Claimed[]> {
  const rows = await database.run(
    () => database.sql<Row[]>`
      select * from claim_notifications(${now}, ${today}, ${limit}, ${leaseSeconds})`,
  )
  return rows.map((row) => ({
    id: row.id,
    attempt: row.attempts,
    event: row.event,
    matchId: row.match_id,
    invitationId: row.invitation_id,
    codeVersion: row.code_version,
    recipient: { id: row.account_id, name: row.name, email: row.email, role: row.recipient_role },
    entitled: row.entitled,
    over: row.over,
  }))
}

interface Row {
  id: string
  attempts: number
  event: Claimed['event']
  match_id: string | null
  invitation_id: string | null
  code_version: number | null
  recipient_role: Role
  account_id: string
  name: string
  email: string
  entitled: boolean
  over: boolean
}
