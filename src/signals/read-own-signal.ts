import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import type { Bsn } from '../identity/bsn.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type OpenedSignal, type OwnSignal, readOwnSignals } from './own-signals.ts'

/** What a client is told to wait (s), where a seal does not open here. */
const clientWaits = 60

/**
 * One of the professional's own signals. Somebody else's is not found, like one that does not exist (R6).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function readOwnSignal(
  service: ServiceContext,
  subject: Subject,
  id: string,
): Promise<OwnSignal> {
  return asReader(service, subject, 'read-own-signal', async (context) => {
    const opened = await findOwn(service, context, id)
    await logLook(context, opened, 'signals_viewed')
    return opened.signal
  })
}

/**
 * The whole number of the professional's own signal, asked for explicitly. The logbook records that it was shown, in the
 * transaction that opens it (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function discloseOwnBsn(service: ServiceContext, subject: Subject, id: string): Promise<Bsn> {
  return asReader(service, subject, 'disclose-own-bsn', async (context) => {
    const opened = await findOwn(service, context, id)
    // Another instance may have the key.
    if (!opened.bsn) throw new DomainError('service-unavailable', { retryAfterSeconds: clientWaits })
    await logLook(context, opened, 'bsn_disclosed')
    return opened.bsn
  })
}

async function findOwn(service: ServiceContext, context: StoryContext, id: string): Promise<OpenedSignal> {
  const [opened] = await readOwnSignals(context, service, { id, limit: 1 })
  if (!opened) throw new DomainError('not-found')
  return opened
}

async function logLook(
  { tx, actor, now }: StoryContext,
  { signal, youngPersonId }: OpenedSignal,
  event: 'signals_viewed' | 'bsn_disclosed',
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event,
    ground: grounds.ownSignals,
    actorId: actor.id,
    organisationId: actor.organisationId,
    youngPersonId,
    signalId: signal.id,
  })
}
