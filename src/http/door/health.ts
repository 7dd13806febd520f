import type { FastifyInstance } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'
import { findUnreadiness } from '../../../db/readiness.ts'
import { DomainError } from '../../ground/errors.ts'
import type { Stopping } from './stopping.ts'

/** Alive: the process answers. Ready: its database also answers, takes changes, and suits this version of the service, which is not about to stop. */
export function healthRoutes(app: FastifyInstance, database: Database, stopping: Stopping): void {
  app.get('/health/live', { logLevel: 'warn' }, async () => ({ status: 'live' }))
  app.get('/health/ready', { logLevel: 'warn' }, async (request) => {
    const why = stopping.begun ? 'stopping' : await findUnreadiness(database)
    if (why !== undefined) {
      request.log.warn({ why }, 'not ready')
      throw new DomainError('service-unavailable', { retryAfterSeconds: 5 })
    }
    return { status: 'ready' }
  })
}
