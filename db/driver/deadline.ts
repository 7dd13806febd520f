import { LinkLost } from './link.ts'

/**
 * Settles as the work does, or rejects once the time is up. The work may go on: a query of which
 * postgres.js lost sight never settles by itself.
 */
export async function withinDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LinkLost('DEADLINE_PASSED')), milliseconds)
  })
  try {
    return await Promise.race([work(), expiry])
  } finally {
    clearTimeout(timer)
  }
}
