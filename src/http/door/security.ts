import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import type { Proxies } from '../../config/proxies.ts'
import { DomainError } from '../../ground/errors.ts'
import { clientAddresses, clientKey } from './client-address.ts'
import { negotiateForms } from './forms.ts'
import { apiVersion } from './version.ts'

interface SecurityOptions {
  readonly corsOrigins: readonly string[]
  readonly requestsPerMinute: number
  readonly proxies: Proxies
}

/** Headers, cross-origin rules and limits that hold for every answer (R23, NL API Design Rules). */
export async function secure(app: FastifyInstance, options: SecurityOptions): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'API-Version': apiVersion, 'Cache-Control': 'no-store', 'X-Request-Id': request.id })
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(cors, {
    origin: [...options.corsOrigins],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
    exposedHeaders: ['API-Version', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    strictPreflight: false,
  })
  const clientOf = clientAddresses(options.proxies)
  await app.register(rateLimit, {
    global: false,
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    cache: 50_000,
    keyGenerator: ({ raw }) => clientKey(clientOf(raw)),
    errorResponseBuilder: (_request, { ttl }) =>
      new DomainError('too-many-requests', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  })
  // A hook of all, where the plugin's own would come after the token and pass over what is not found.
  app.addHook('onRequest', app.rateLimit())
  await negotiateForms(app)
}
