import type { FastifyInstance } from 'fastify'
import { DomainError } from '../../ground/errors.ts'

const looking = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses every change where a restored copy is only tried: nobody may be told that they registered, and find it gone with the copy. What is there
 * can be looked at.
 */
export function refuseChanges(app: FastifyInstance, { rehearsal }: { readonly rehearsal: boolean }): void {
  if (!rehearsal) return
  app.addHook('onRequest', async (request) => {
    if (looking.has(request.method)) return
    request.log.warn({ why: 'rehearsal' }, 'a rehearsal changes nothing')
    throw new DomainError('service-unavailable')
  })
}
