import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../ground/errors.ts'
import type { Registration, RegistrationAnswer } from './register-signals.ts'

/** ms between two offers; ending a right takes about as long. */
const pause = 20

/**
 * Offers a registration until the end of a right of the professional, or of their organisation, is done (R1). Meanwhile it waits
 * here, where it keeps no writer from the others.
 * @param patience ms in which it is offered
 * @throws DomainError `service-unavailable` where that took longer
 */
export async function offerAgain(
  offer: () => Promise<RegistrationAnswer>,
  patience: number,
): Promise<Registration> {
  const until = performance.now() + patience
  for (;;) {
    const { outcome, ...answer } = await offer()
    if (outcome !== 'right-in-change') return { outcome, ...answer }
    if (performance.now() >= until) throw new DomainError('service-unavailable', { retryAfterSeconds: 1 })
    await sleep(pause)
  }
}
