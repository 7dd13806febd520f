import { createTransport } from 'nodemailer'

type Pool = ReturnType<typeof openPool>

/** Connections to a mail server, of which none is used again after one of them failed. */
export interface Pools {
  current(): Pool
  /** Has what comes next sent over new connections: a server that failed at one may hold on to the others as well. */
  throwAway(failed: Pool): void
  close(): void
}

/** @param deadline how long an attempt lasts at most (ms): so long goes on what is on its way over connections thrown away */
export function createPools(url: string, connections: number, deadline: number): Pools {
  let pool = openPool(url, connections, deadline)
  const endings = new Map<Pool, NodeJS.Timeout>()
  const end = (thrownAway: Pool) => {
    clearTimeout(endings.get(thrownAway))
    endings.delete(thrownAway)
    thrownAway.close({ force: true })
  }
  return {
    current: () => pool,
    throwAway(failed) {
      if (failed !== pool) return
      pool = openPool(url, connections, deadline)
      failed.close()
      endings.set(
        failed,
        setTimeout(() => end(failed), deadline),
      )
    },
    close() {
      pool.close({ force: true })
      for (const thrownAway of [...endings.keys()]) end(thrownAway)
    },
  }
}

function openPool(url: string, connections: number, deadline: number) {
  return createTransport({
    url,
    pool: true,
    maxConnections: connections,
    connectionTimeout: deadline / 2,
    greetingTimeout: deadline / 2,
    // An idle connection ends by this too, so that no goodbye waits for an answer.
    socketTimeout: deadline,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
