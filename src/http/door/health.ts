import type { FastifyInstance } from 'fastify'
import type { Database } from '../../../db/driver/client.ts'
import { findUnreadiness } from '../../../db/readiness.ts'
import { DomainError } from '../../ground/errors.ts'
import type { Keys } from '../../identity/keys.ts'
import { lacks, readRotations } from '../../identity/rotate-keys.ts'
import type { Stopping } from './stopping.ts'

/** How an instance stands, as probes ask. */
export interface Health {
  /** Whether it works on a restored copy of the database, and tells nobody anything. */
  readonly rehearsal: boolean
  /**
   * Why nobody is to be sent to it; undefined where it is ready.
   * @throws DomainError `service-unavailable`
   */
  whyNotReady(): Promise<string | undefined>
}

/**
 * Ready: the database answers, takes changes, and suits this version of the service and its keys, and the instance is not about to stop. A rehearsal never is: no proxy is to
 * send anybody to a copy.
 */
export function healthOf(database: Database, keys: Keys, stopping: Stopping, rehearsal: boolean): Health {
  return {
    rehearsal,
    async whyNotReady() {
      if (stopping.begun) return 'stopping'
      if (rehearsal) return 'rehearsal'
      return (await findUnreadiness(database)) ?? findLackingKeys(database, keys)
    },
  }
}

/** An instance that was not restarted with the keys of the others registers nobody (R9, R15, R23). */
async function findLackingKeys(database: Database, keys: Keys): Promise<string | undefined> {
  const lacking = (await readRotations(database)).filter((rotation) => lacks(keys, rotation))
  return lacking.length === 0
    ? undefined
    : `lacks ${lacking.map(({ kind, version }) => `version ${version} of the ${kind} key`).join(', ')}`
}

/** Alive: the process answers. */
export function healthRoutes(app: FastifyInstance, { rehearsal, whyNotReady }: Health): void {
  const live = { status: 'live', ...(rehearsal ? { rehearsal } : {}) }
  app.get('/health/live', { logLevel: 'warn' }, async () => live)
  app.get('/health/ready', { logLevel: 'warn' }, async (request) => {
    const why = await whyNotReady()
    if (why !== undefined) {
      request.log.warn({ why }, 'not ready')
      throw new DomainError('service-unavailable', { retryAfterSeconds: 5 })
    }
    return { status: 'ready' }
  })
}
