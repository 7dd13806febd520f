import { setImmediate as turn } from 'node:timers/promises'
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

/** ms that connections are taken at most once the socket is to be closed. */
const longestTaking = 2000

/** ms in which a turn of the loop is over if nothing holds this process up: then nobody came meanwhile. */
const calmTurn = 2

/**
 * Takes the connections that wait at the socket before it is closed: closing it would reset them, with a request on them that a proxy
 * may not send again. Node.js takes one in each turn of its loop, so after a whole turn without any, none waits. This turn may be past
 * that already, hence two.
 */
export function takeWhatWaits(app: FastifyInstance): void {
  let taken = 0
  app.server.on('connection', () => taken++)
  app.addHook('preClose', async () => {
    const until = performance.now() + longestTaking
    for (let isCalm = false; !isCalm && performance.now() < until; ) {
      const [before, began] = [taken, performance.now()]
      await turn()
      await turn()
      isCalm = taken === before && performance.now() - began < calmTurn
    }
  })
}
