import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

/** How migrating waits for locks that others hold. */
export interface Patience {
  /** ms after which it gives up. */
  readonly limit: number
  /** Hears, after some attempts, what it waits for. */
  readonly onWait: (message: string) => void
}

/**
 * ms that migrating waits for locks in one attempt. All who come after it wait as long; and they are told of no deadlock, since
 * PostgreSQL looks for one after a second (`deadlock_timeout`).
 */
const attemptMs = 400
/** Of those, for one lock; and when the attempt has lasted, hardly at all. */
const [longestLockMs, shortestLockMs] = [200, 20]

const [shortestPauseMs, longestPauseMs] = [100, 3000]

/** ms after which it says what it waits for. */
const quietMs = 3000

/** Migrating was in the way of others for as long as it may be: what it wanted was undone. */
const gaveWay = new Set([
  '55P03', // lock_not_available: lock_timeout
  '57014', // query_canceled: statement_timeout
  '40P01', // deadlock_detected
  '40001', // serialization_failure
])

/** A transaction of migrating, with what is left of its patience. */
export interface PatientTransaction {
  readonly tx: postgres.TransactionSql
  /** Executes statements, of which none waits long for a lock. */
  execute(statements: string): Promise<void>
}

/**
 * Does a piece of work in one transaction that never keeps others waiting for longer than half a second, however long somebody
 * holds what it needs: it lets go, and begins anew after a pause.
 * @param what names the work, for who waits for it
 * @throws Error that says who holds what it needs, once its patience is at an end; nothing of the work is then done
 */
export async function patiently<T>(
  client: postgres.Sql,
  { limit, onWait }: Patience,
  what: string,
  work: (transaction: PatientTransaction) => Promise<T>,
): Promise<T> {
  const began = performance.now()
  let told = began
  for (let pause = shortestPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await attempt(client, work)
    } catch (error) {
      if (!(error instanceof postgres.PostgresError && mayBeginAnew(error))) throw error
      const now = performance.now()
      const waits = `${what} waits for ${await nameHolders(client)}`
      if (now - began > limit)
        throw new Error(
          `${waits}, and gave up after ${Math.round((now - began) / 1000)} s. Nothing of it was done, and no request was held up. ` +
            'End what it waits for, or try again when that is over.',
          { cause: error },
        )
      if (now - told > quietMs) {
        onWait(waits)
        told = now
      }
    }
    await sleep(pause * (0.5 + Math.random()))
  }
}

async function attempt<T>(
  client: postgres.Sql,
  work: (transaction: PatientTransaction) => Promise<T>,
): Promise<T> {
  return (await client.begin(async (tx) => {
    const began = performance.now()
    const execute = async (statements: string) => {
      const left = attemptMs - (performance.now() - began)
      const wait = Math.round(Math.max(shortestLockMs, Math.min(longestLockMs, left)))
      await tx.unsafe(`set local lock_timeout = ${wait}; ${statements}`)
    }
    return work({ tx, execute })
  })) as T
}

/** Two that change one row of a catalogue at once get an error of no class. */
function mayBeginAnew(error: postgres.PostgresError): boolean {
  return gaveWay.has(error.code) || (error.code === 'XX000' && /concurrently updated/.test(error.message))
}

/** Who holds a lock on a table for longer than a moment, as far as a session is shown who others are. */
async function nameHolders(client: postgres.Sql): Promise<string> {
  const find = () => client<{ pid: number; name: string; role: string; relation: string }[]>`
    select l.pid, a.application_name as name, a.usename as role, min(c.relname) as relation
      from pg_locks l
      join pg_class c on c.oid = l.relation and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      join pg_stat_activity a on a.pid = l.pid
     where l.granted and l.pid <> pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
     group by l.pid, a.application_name, a.usename`
  const first = await find()
  await sleep(50)
  const still = (await find()).filter(({ pid }) => first.some((earlier) => earlier.pid === pid))
  const named = still.map(
    ({ pid, name, role, relation }) => `session ${pid} (${name || 'no name'}, role ${role}, on ${relation})`,
  )
  return named.length > 0 ? named.join(', ') : 'sessions that come and go'
}
