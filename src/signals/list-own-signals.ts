import type { Database } from '../../db/driver/client.ts'
import { asActor } from '../authorise/as-actor.ts'
import type { Clock } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import { type Page, type PageRequest, toPage } from '../ground/paging.ts'
import type { Keys } from '../identity/keys.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type OwnSignal, readOwnSignals } from './own-signals.ts'

/** What the stories about own signals need. */
export interface SignalReading {
  readonly database: Database
  readonly clock: Clock
  readonly keys: Keys
}

/**
 * A professional's own active signals, with the last three digits of the number (Jw 7.1.4.4). The look is logged (R20).
 * @throws DomainError `not-permitted`, `service-unavailable`
 */
export async function listOwnSignals(
  service: SignalReading,
  subject: { readonly iss: string; readonly sub: string },
  page: PageRequest,
): Promise<Page<OwnSignal>> {
  return asActor(service, subject, 'list-own-signals', async (reading) => {
    const opened = await readOwnSignals(reading, service.keys, { after: page.after, limit: page.limit + 1 })
    const shown = toPage(
      opened.map(({ signal }) => signal),
      page,
    )
    const ids = new Set(shown.items.map(({ id }) => id))
    await writeLogbook(
      reading.tx,
      ...opened
        .filter(({ signal }) => ids.has(signal.id))
        .map(({ signal, youngPersonId }) => ({
          occurredAt: reading.now,
          event: 'signals_viewed' as const,
          ground: grounds.ownSignals,
          actorId: reading.actor.id,
          organisationId: reading.actor.organisationId,
          youngPersonId,
          signalId: signal.id,
        })),
    )
    return shown
  })
}
