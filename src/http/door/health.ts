import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'
import { findUnreadiness } from '../../../db/readiness.ts'
import { DomainError } from '../../ground/errors.ts'
import type { Keys } from '../../identity/keys.ts'
import { lacks, readRotations } from '../../identity/rotate-keys.ts'
import type { Stopping } from './stopping.ts'
import type { WhyNotReady } from './unreadiness.ts'

/** Why nobody is to be sent to an instance, and which keys it lacks where it is that. */
export interface NotReady {
  readonly why: WhyNotReady
  readonly lacks?: readonly string[]
}

/** How an instance stands, as probes ask. */
export interface Health {
  /** Whether it works on a restored copy of the database, and tells nobody anything. */
  readonly rehearsal: boolean
  /**
   * Why nobody is to be sent to it; undefined where it is ready.
   * @throws DomainError `service-unavailable`
   */
  whyNotReady(): Promise<NotReady | undefined>
}

/**
 * Ready: the database answers, takes changes, and suits this version of the service and its keys, and the instance is not about to stop. A rehearsal never is: no proxy is to
 * send anybody to a copy.
 */
export function healthOf(database: Database, keys: Keys, stopping: Stopping, rehearsal: boolean): Health {
  return {
    rehearsal,
    async whyNotReady() {
      if (stopping.begun) return { why: 'stopping' }
      if (rehearsal) return { why: 'rehearsal' }
      const why = await findUnreadiness(database)
      return why ? { why } : findLackingKeys(database, keys)
    },
  }
}

/** An instance that was not restarted with the keys of the others registers nobody (R9, R15, R23). */
async function findLackingKeys(database: Database, keys: Keys): Promise<NotReady | undefined> {
  const lacking = (await readRotations(database)).filter((rotation) => lacks(keys, rotation))
  if (lacking.length === 0) return undefined
  return {
    why: 'lacks-keys',
    lacks: lacking.map(({ kind, version }) => `version ${version} of the ${kind} key`),
  }
}

/**
 * Alive: the process answers. Ready: somebody may be sent to it.
 * @param logOf the log that hears why it is not ready: by default that of the request
 */
export function healthRoutes(
  app: FastifyInstance,
  { rehearsal, whyNotReady }: Health,
  logOf: (request: FastifyRequest) => FastifyBaseLogger = ({ log }) => log,
): void {
  const live = { status: 'live', ...(rehearsal ? { rehearsal } : {}) }
  const away: NotReady = { why: 'database-away' }
  app.get('/health/live', { logLevel: 'warn' }, async () => live)
  app.get('/health/ready', { logLevel: 'warn' }, async (request) => {
    const found = await whyNotReady().catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'service-unavailable')
        logOf(request).warn(away, 'not ready')
      throw error
    })
    if (found === undefined) return { status: 'ready' }
    logOf(request).warn(found, 'not ready')
    throw new DomainError('service-unavailable', { retryAfterSeconds: 5 })
  })
}
