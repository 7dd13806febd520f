import { eq } from 'drizzle-orm'
import { partner } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { convenantOfPartner } from '../convenants/administered-convenant.ts'
import { refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { anchoringColumns } from './carry-out-listings.ts'
import { findAnchoringFaults } from './check-anchoring.ts'
import { changeOfPartner, findPartner, type Partner } from './partners.ts'
import type { Anchoring } from './plan-listings.ts'

/** What is stated anew; what is absent stays, and null takes away. */
export type PartnerChange = { readonly [Field in keyof Anchoring]?: Anchoring[Field] | undefined }

/**
 * Changes how the agreement with a partner is anchored, or whether it may take the lead of a match (R4).
 * @throws DomainError `invalid-request` with every fault; `not-found`, `not-permitted`, `service-unavailable`
 */
export async function changePartner(
  service: ServiceContext,
  subject: Subject,
  id: string,
  change: PartnerChange,
): Promise<Partner> {
  const changes = (context: StoryContext) => changeOfPartner(context, id)
  return asChangingActor(service, subject, 'manage-partners', changes, async (context) => {
    const { tx, actor, now } = context
    const convenantId = await convenantOfPartner(context, id)
    const before = await findPartner(context, id)
    const stated = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const after: Anchoring = { ...before, ...stated }
    refuseFaults(findAnchoringFaults(after))
    await tx.update(partner).set(anchoringColumns(after)).where(eq(partner.id, id))
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'partner_changed',
      ground: grounds.connection,
      actorId: actor.id,
      organisationId: before.organisation.id,
      convenantId,
      partnerId: id,
    })
    return findPartner(context, id)
  })
}
