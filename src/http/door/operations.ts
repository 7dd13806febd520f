import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { withinDeadline } from '../../../db/driver/deadline.ts'
import { handleErrors } from './error-handler.ts'
import { type Health, healthRoutes } from './health.ts'
import type { Metrics } from './metrics.ts'
import { keepToHttp, listening } from './server.ts'

/** ms that metrics wait for the database: a collector gives up after ten seconds, and often after five. */
const patience = 2000

/**
 * A listener of its own for operators, so that how busy the index is stays inside: metrics for Prometheus, and health.
 * Where the database is away the metrics of the process are there, and those of the database are absent: not stale, and not 0.
 * @param refresh reads the figures of the database
 * @param log hears why the instance is not ready, and nothing of the rest: a collector comes by all the time
 */
export function buildOperations(
  metrics: Metrics,
  refresh: () => Promise<void>,
  health: Health,
  log: FastifyBaseLogger,
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
  healthRoutes(operations, health, () => log)
  operations.get('/metrics', async (_request, reply) => {
    // A collector that comes by takes it for one more instance of the service, and its figures for those of the service.
    if (health.rehearsal) return reply.type(metrics.process.contentType).send(await metrics.process.metrics())
    const isRead = await readFigures()
    const parts = [
      await metrics.process.metrics(),
      await metrics.registry.metrics(),
      ...(isRead ? [await metrics.figures.metrics()] : []),
    ]
    return reply.type(metrics.registry.contentType).send(parts.join('\n'))
  })
  return operations
}
