import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../../src/ground/errors.ts'
import { gaveWay, madeTwice } from './database-errors.ts'

/** So often a row that somebody else has just made is looked for anew, and then found. */
const mostDoubles = 3

/** ms, somewhere in which work that gave way begins anew; by chance, so that two that met do not meet again. */
const [shortestPause, longestPause] = [5, 40]

/**
 * Does a piece of work anew, from its beginning, where it gave way to somebody else who held what it needs. Between the attempts it
 * holds nothing, no connection either, so others go on.
 * @param patience ms in which an attempt may begin
 * @throws DomainError `service-unavailable` where they were not enough
 */
export async function givingWay<T>(patience: number, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patience
  for (let doubles = 0; ; ) {
    try {
      return await work()
    } catch (error) {
      if (madeTwice(error)) doubles++
      else if (!gaveWay(error)) throw error
      if (doubles === mostDoubles) throw error
      if (performance.now() >= until)
        throw new DomainError('service-unavailable', { retryAfterSeconds: 1, cause: error })
    }
    await sleep(shortestPause + Math.random() * (longestPause - shortestPause))
  }
}
