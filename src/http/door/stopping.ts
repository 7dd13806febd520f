import type { FastifyInstance } from 'fastify'

/** Whether an instance is about to stop: it says that it is not ready, and still answers what comes. */
export interface Stopping {
  readonly begun: boolean
  begin(): void
}

export function notStopping(): Stopping {
  let begun = false
  return {
    get begun() {
      return begun
    },
    begin() {
      begun = true
    },
  }
}

/**
 * Ends each connection with its next answer once the instance is about to stop (RFC 9112, 9.6). A proxy that keeps connections would
 * otherwise send a request on one in the moment in which it is closed, and nobody could tell whether it was carried out.
 */
export function endConnections(app: FastifyInstance, stopping: Stopping): void {
  app.addHook('onRequest', async (_request, reply) => {
    if (stopping.begun) reply.header('connection', 'close')
  })
}
