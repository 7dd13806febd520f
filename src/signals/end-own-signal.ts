import { sql } from 'drizzle-orm'
import { asActor } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'

/**
 * Ends one of the professional's own signals (R10, Jw 7.1.4.5 lid 1): what was unfounded is destroyed, and where the risk is
 * gone the signal goes to the archive (R13). It leaves its match, and the others are told that somebody left, never why (R15,
 * R17; `db/functions/ending/end_own_signal.sql`).
 * @throws DomainError `not-found` alike for somebody else's, one that has ended or lapsed, and none (R6); `not-permitted`,
 *   `service-unavailable`
 */
export async function endOwnSignal(
  service: ServiceContext,
  subject: Subject,
  id: string,
  reason: 'unfounded' | 'risk_gone',
): Promise<void> {
  const told = await asActor(service, subject, 'end-own-signal', async ({ tx, now }) => {
    const [row] = await tx.execute<{ told: number | null }>(
      sql`select end_own_signal(${id}, ${reason}, ${now.toISOString()}) as told`,
    )
    if (row?.told == null) throw new DomainError('not-found')
    return row.told
  })
  if (told > 0) service.wake()
}
