import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { checkAdministered } from '../convenants/administered-convenant.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { readParties } from './parties.ts'
import { type Partner, readPartners } from './partners.ts'
import type { PartnerRow } from './partners-table.ts'

/**
 * All organisations of a convenant for a table, on the list or partner or both, in the order of their names (R4). That they
 * were taken out is logged (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function exportPartners(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
): Promise<PartnerRow[]> {
  return asReader(service, subject, 'read-partners', async (context) => {
    await checkAdministered(context, convenantId)
    const partners = await readPartners(context, { convenantId })
    const parties = await readParties(context, convenantId, {})
    await writeLogbook(context.tx, {
      occurredAt: context.now,
      event: 'partners_exported',
      ground: grounds.connection,
      actorId: context.actor.id,
      convenantId,
    })
    const isPartner = new Set(partners.map(({ organisation }) => organisation.id))
    const onlyListed = parties
      .filter(({ organisation }) => !isPartner.has(organisation.id))
      .map(({ organisation }) => ({ organisation, contact: null, partner: null }))
    return [...partners.map(toRow), ...onlyListed].sort((a, b) =>
      a.organisation.name.localeCompare(b.organisation.name, 'nl'),
    )
  })
}

function toRow(partner: Partner): PartnerRow {
  const { organisation, contact, state, stateSinceDate: sinceDate } = partner
  const { anchor, anchorReference, anchorUntilDate, mayLead } = partner
  return {
    organisation,
    contact,
    partner: { state, sinceDate, anchor, anchorReference, anchorUntilDate, mayLead },
  }
}
