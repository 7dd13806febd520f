import type { FastifyInstance } from 'fastify'

/** One line per answer: the pattern of the route and never the address, so that no value travels in it (R23); and which system asked. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        client: request.user ? clientInLog(request.user.client) : undefined,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    )
  })
}

/** The name of a client is its issuer's to choose: it takes little room in a line, and has no sign in it that a reader of the log obeys. */
function clientInLog(client: string): string {
  return client.replace(/[^\w.:/@-]/g, '_').slice(0, 80)
}
