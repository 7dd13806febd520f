import { eq } from 'drizzle-orm'
import { convenant } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type ConvenantTerms, findChangeFaults } from './check-convenant.ts'
import { type Convenant, findManagedConvenant, findOwnConvenant } from './own-convenants.ts'

/** What may change of a convenant once it is signed; what is absent stays, and null takes away. */
export type ConvenantChange = {
  readonly [Term in keyof Omit<ConvenantTerms, 'signedDate' | 'inForceFromDate'>]?:
    | ConvenantTerms[Term]
    | undefined
}

/** The terms by which somebody may register, and until when (R1). */
const rightsRestOn = ['inForceUntilDate', 'tacitRenewalMonths', 'longestTermMonths'] as const

/**
 * Changes a convenant, or ends it, for all municipalities that hold it; by any of them that has agreed (R4). An end holds
 * from the day after its date: a professional who registers then is refused (R1).
 * @throws DomainError `not-found`, `not-permitted`, `invalid-request` with every fault; `service-unavailable`
 */
export async function changeConvenant(
  service: ServiceContext,
  subject: Subject,
  id: string,
  change: ConvenantChange,
): Promise<Convenant> {
  const everybody = rightsRestOn.some((term) => change[term] !== undefined)
  const changes = () => ({ ...partnersOf(id), everybody })
  return asChangingActor(service, subject, 'change-convenant', changes, async (context) => {
    const { tx, actor, now, today } = context
    const before = await findManagedConvenant(context, id)
    const stated = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const after: ConvenantTerms = { ...before, ...stated }
    refuseFaults(findChangeFaults(before, after, today))
    await tx
      .update(convenant)
      .set({
        title: after.title,
        inForceUntil: after.inForceUntilDate,
        tacitRenewalMonths: after.tacitRenewalMonths,
        documentReference: after.documentReference,
        longestTermMonths: after.longestTermMonths,
        smallCountThreshold: after.smallCountThreshold,
        lapseReminderDays: [...after.lapseReminderDays],
      })
      .where(eq(convenant.id, id))
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'convenant_changed',
      ground: grounds.connection,
      actorId: actor.id,
      convenantId: id,
    })
    return findOwnConvenant(context, id)
  })
}
