import type { FastifyInstance } from 'fastify'
import { DomainError } from '../../ground/errors.ts'
import { verifyToken } from './tokens/verify-token.ts'

/**
 * Asks a verified token with the scope of the route, before anything of the request is read. A route without a scope
 * cannot be registered here, so that none is left open by oversight.
 */
export function requireTokens(api: FastifyInstance): void {
  api.addHook('onRoute', (route) => {
    if (!route.config?.scope && route.method !== 'HEAD' && route.method !== 'OPTIONS') {
      throw new Error(`the route ${route.url} names no scope`)
    }
  })
  api.addHook('onRequest', async (request) => {
    await verifyToken(request)
    const scope = request.routeOptions.config.scope
    if (scope && !request.user.scopes.has(scope)) throw new DomainError('insufficient-scope')
  })
}
