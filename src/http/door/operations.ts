import Fastify, { type FastifyInstance } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'
import { withinDeadline } from '../../../db/driver/deadline.ts'
import { handleErrors } from './error-handler.ts'
import { healthRoutes } from './health.ts'
import type { Metrics } from './metrics.ts'
import { keepToHttp, listening } from './server.ts'
import type { Stopping } from './stopping.ts'

/** ms that metrics wait for the database: a collector gives up after ten seconds, and often after five. */
const patience = 2000

/**
 * A listener of its own for operators, so that how busy the index is stays inside: metrics for Prometheus, and health.
 * Where the database is away the metrics of the process are there, and those of the database are absent: not stale, and not 0.
 * @param refresh reads the figures of the database
 */
export function buildOperations(
  database: Database,
  metrics: Metrics,
  refresh: () => Promise<void>,
  stopping: Stopping,
): FastifyInstance {
  const operations = Fastify(listening)
  let reading: Promise<void> | undefined
  /** One reading at a time: the next who collects waits for it as well. */
  const readFigures = () => {
    reading ??= refresh().finally(() => {
      reading = undefined
    })
    const read = reading
    return withinDeadline(patience, () => read).then(
      () => true,
      () => false,
    )
  }
  handleErrors(operations)
  keepToHttp(operations)
  healthRoutes(operations, database, stopping)
  operations.get('/metrics', async (_request, reply) => {
    const isRead = await readFigures()
    const parts = [await metrics.registry.metrics(), ...(isRead ? [await metrics.figures.metrics()] : [])]
    return reply.type(metrics.registry.contentType).send(parts.join('\n'))
  })
  return operations
}
