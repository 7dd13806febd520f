import Fastify, { type FastifyInstance } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'
import { handleErrors } from './error-handler.ts'
import { healthRoutes } from './health.ts'
import type { Metrics } from './metrics.ts'

/**
 * A listener of its own for operators, so that how busy the index is stays inside: metrics for Prometheus, and health.
 * @param refresh brings figures up to date that are read from the database
 */
export function buildOperations(
  database: Database,
  metrics: Metrics,
  refresh: () => Promise<void>,
): FastifyInstance {
  const operations = Fastify()
  handleErrors(operations)
  healthRoutes(operations, database)
  operations.get('/metrics', async (_request, reply) => {
    await refresh()
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  return operations
}
