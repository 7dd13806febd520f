import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type OwnSignal, readOwnSignals } from './own-signals.ts'

/**
 * A professional's own active signals, with the last three digits of the number (Jw 7.1.4.4). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listOwnSignals(
  service: ServiceContext,
  subject: Subject,
  page: PageRequest,
): Promise<Page<OwnSignal>> {
  return asReader(service, subject, 'list-own-signals', async (context) => {
    const opened = await readOwnSignals(context, service, { after: page.after, limit: page.limit + 1 })
    const shown = toPage(
      opened.map(({ signal }) => signal),
      page,
    )
    const ids = new Set(shown.items.map(({ id }) => id))
    await writeLogbook(
      context.tx,
      ...opened
        .filter(({ signal }) => ids.has(signal.id))
        .map(({ signal, youngPersonId }) => ({
          occurredAt: context.now,
          event: 'signals_viewed' as const,
          ground: grounds.ownSignals,
          actorId: context.actor.id,
          organisationId: context.actor.organisationId,
          youngPersonId,
          signalId: signal.id,
        })),
    )
    return shown
  })
}
