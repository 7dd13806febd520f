import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyHttpOptions, FastifyInstance } from 'fastify'
import { DomainError } from '../../ground/errors.ts'
import { longestAddress, passDecodable } from './addresses.ts'
import { answerLast, keepOrder, refuseBrokenRequest } from './broken-requests.ts'
import { sendProblem } from './error-handler.ts'
import { checkRequest } from './request-rules.ts'

/** How the door listens: what is no HTTP gets an answer of ours, and not one of Node.js without a problem document. */
export const listening = {
  requestTimeout: 30_000,
  frameworkErrors: sendProblem,
  clientErrorHandler: refuseBrokenRequest,
  rewriteUrl: passDecodable,
  routerOptions: { maxParamLength: longestAddress },
  // Whether there is a Host is asked by `checkRequest`; Node.js would answer with nothing but a status.
  http: { requireHostHeader: false, connectionsCheckingInterval: 5000 },
} satisfies FastifyHttpOptions<Server>

/** Holds every request to the rules of HTTP itself (RFC 9110, RFC 9112), and answers in their turn those that break them. */
export function keepToHttp(app: FastifyInstance): void {
  keepOrder(app.server)
  // Node.js itself would answer with nothing but a status; `checkRequest` knows which expectations there are.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.server.on('connect', (_, socket: Socket) => answerLast(socket, 'not-implemented'))
  app.addHook('onRequest', async ({ raw }) => {
    const code = checkRequest(raw)
    if (code !== undefined) throw new DomainError(code)
  })
}
