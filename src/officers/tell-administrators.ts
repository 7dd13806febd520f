import { sql } from 'drizzle-orm'
import type { Role } from '../authorise/actor.ts'
import type { StoryContext } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { enqueueNotifications } from '../outbox/enqueue.ts'
import type { Officer } from './officers.ts'

/**
 * Tells the others, besides who did it and whom it is about, that somebody got a role by appointment, or that one ends: nobody gives power unseen (R4). Of a role in a municipality its other
 * administrators and its privacy officers hear, and of one in the index as a whole the other functional administrators; of the administrator of a municipality
 * both do.
 */
export async function tellAdministrators(
  { tx, actor, now, today }: StoryContext,
  { accountId, role, municipalityCode }: Pick<Officer, 'accountId' | 'role' | 'municipalityCode'>,
): Promise<void> {
  const isGivenByAll = municipalityCode === null || role === 'municipal_administrator'
  const others = await tx.execute<{ id: string; role: Role }>(sql`
    select distinct on (r.account_id) r.account_id as id, r.role
      from role_assignment r
     where r.account_id not in (${actor.id}, ${accountId}) and is_held(r.from_date, r.until_date, ${today})
       and (r.role = 'functional_administrator' and ${isGivenByAll}
            or r.role in ('municipal_administrator', 'privacy_officer')
               and municipality_on(r.municipality_code, ${today}) = municipality_on(${municipalityCode}, ${today}))
     order by r.account_id, r.role`)
  await enqueueNotifications(
    tx,
    others.map(({ id, ...other }) => ({
      event: 'officers_changed',
      recipientId: id,
      recipientRole: other.role,
      ground: grounds.connection,
    })),
    now,
  )
}
