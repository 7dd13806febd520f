import { and, eq, inArray } from 'drizzle-orm'
import { convenantMunicipality } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import { partnersOf, together } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { officesOf } from '../authorise/where.ts'
import { bodyFault, DomainError, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOver, changeIn } from '../municipalities/carry-over.ts'
import { type Convenant, findOwnConvenant } from './own-convenants.ts'

/**
 * A municipality agrees to a convenant that names it (R4): from today on, or from when the convenant is in force. What
 * was waiting for a municipality that has merged waits for its successor. Agreeing once more changes nothing.
 * @throws DomainError `not-found`; `not-permitted` for a municipality that is not one's own; `invalid-request` where the
 *   convenant does not name it; `service-unavailable`
 */
export async function agreeToConvenant(
  service: ServiceContext,
  subject: Subject,
  id: string,
  municipalityCode: string,
): Promise<Convenant> {
  const changes = async (context: StoryContext) =>
    together(partnersOf(id), await changeIn(context, [municipalityCode]))
  return asChangingActor(service, subject, 'agree-to-convenant', changes, async (context) => {
    const found = await findOwnConvenant(context, id)
    const part = await partOf(context, id, municipalityCode)
    if (!part.agreed) await agree(context, found, municipalityCode, part.isNamed)
    return findOwnConvenant(context, id)
  })
}

/** How a municipality stands in a convenant, under each code that it was named by. */
async function partOf({ tx, actor }: StoryContext, id: string, municipalityCode: string) {
  const office = officesOf(actor, 'municipal_administrator').find(
    (each) => each.municipalityCode === municipalityCode,
  )
  if (!office) throw new DomainError('not-permitted')
  const rows = await tx
    .select({ code: convenantMunicipality.municipalityCode, fromDate: convenantMunicipality.fromDate })
    .from(convenantMunicipality)
    .where(
      and(
        eq(convenantMunicipality.convenantId, id),
        inArray(convenantMunicipality.municipalityCode, [...office.codes]),
      ),
    )
  refuseFaults(
    rows.length > 0
      ? []
      : [bodyFault('/municipalityCode', 'not-in-convenant', 'Deze gemeente staat niet in het convenant.')],
  )
  return {
    agreed: rows.some(({ fromDate }) => fromDate !== null),
    isNamed: rows.some(({ code }) => code === municipalityCode),
  }
}

async function agree(
  context: StoryContext,
  { id, inForceFromDate }: Convenant,
  municipalityCode: string,
  isNamed: boolean,
): Promise<void> {
  const { tx, actor, now, today } = context
  const fromDate = inForceFromDate > today ? inForceFromDate : today
  if (isNamed)
    await tx
      .update(convenantMunicipality)
      .set({ fromDate })
      .where(
        and(
          eq(convenantMunicipality.convenantId, id),
          eq(convenantMunicipality.municipalityCode, municipalityCode),
        ),
      )
  else await tx.insert(convenantMunicipality).values({ convenantId: id, municipalityCode, fromDate })
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'convenant_agreed',
    ground: grounds.connection,
    actorId: actor.id,
    convenantId: id,
    municipalityCode,
  })
  await carryOver(context, [municipalityCode])
}
