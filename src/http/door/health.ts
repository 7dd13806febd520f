import type { FastifyInstance } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'

/** Alive: the process answers. Ready: it can also reach its database. */
export function healthRoutes(app: FastifyInstance, database: Database): void {
  app.get('/health/live', { logLevel: 'warn' }, async () => ({ status: 'live' }))
  app.get('/health/ready', { logLevel: 'warn' }, async () => {
    await database.ping()
    return { status: 'ready' }
  })
}
