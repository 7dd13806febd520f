import { setTimeout as sleep } from 'node:timers/promises'
import { sql as text } from 'drizzle-orm'
import { type Database, isUnavailable } from '../../db/driver/client.ts'

/** How a load went so far. */
export interface LoadReport {
  readonly succeeded: number
  /** Told that the database is away. */
  readonly refused: number
  /** Failed in any other way: code or message, with how often. */
  readonly otherwise: Record<string, number>
  readonly pending: number
  /** ms that the slowest call took to settle. */
  readonly slowest: number
}

type Kind = (db: Database, pair: string) => Promise<unknown>

/**
 * Each way in which the service speaks to the database. A pair is two rows that belong together; between
 * them some kinds wait for something else, so that the link may break while no query is under way.
 */
const kinds: Record<string, Kind> = {
  simple: async ({ sql }) => sql.unsafe('select 1; select 2'),
  prepared: async ({ sql }, pair) => sql`select ${pair}::text, pg_sleep(0.005)`,
  throughRun: (db, pair) => db.run(async () => db.sql`select ${pair}::text`),
  transaction: ({ sql }, pair) =>
    sql.begin(async (tx) => {
      await tx`insert into halves ${tx({ pair, half: 1 })}`
      await tx`insert into halves ${tx({ pair, half: 2 })}`
    }),
  slowTransaction: ({ sql }, pair) =>
    sql.begin(async (tx) => {
      await tx`insert into halves ${tx({ pair, half: 1 })}`
      await sleep(40)
      await tx`insert into halves ${tx({ pair, half: 2 })}`
    }),
  ownTransactionHandlesErrors: ({ sql }, pair) =>
    sql.begin(async (tx) => {
      await tx`insert into halves ${tx({ pair, half: 1 })}`.catch(() => undefined)
      await sleep(20)
      await tx`insert into halves ${tx({ pair, half: 2 })}`.catch(() => undefined)
      await tx`select 1`
    }),
  drizzle: ({ orm }, pair) => orm.execute(text`select ${pair}::text`),
  drizzleTransaction: ({ orm }, pair) =>
    orm.transaction(async (tx) => {
      await tx.execute(text`insert into halves values (${pair}, 1)`)
      await tx.transaction((inner) => inner.execute(text`insert into halves values (${pair}, 2)`))
    }),
}

/** Keeps so many calls of every kind going until it is stopped. */
export function startLoad(db: Database, perKind: number) {
  const otherwise: Record<string, number> = {}
  const count = { succeeded: 0, refused: 0, pending: 0, slowest: 0 }
  let running = true

  async function once(kind: Kind, pair: string): Promise<void> {
    const began = performance.now()
    count.pending++
    try {
      await kind(db, pair)
      count.succeeded++
    } catch (error) {
      if (isUnavailable(error)) count.refused++
      else otherwise[String(error)] = (otherwise[String(error)] ?? 0) + 1
      await sleep(10)
    }
    count.pending--
    count.slowest = Math.max(count.slowest, performance.now() - began)
  }

  async function keepOn(name: string, kind: Kind, worker: number): Promise<void> {
    for (let turn = 0; running; turn++) await once(kind, `${name}/${worker}/${turn}`)
  }

  const workers = Object.entries(kinds).flatMap(([name, kind]) =>
    Array.from({ length: perKind }, (_, worker) => keepOn(name, kind, worker)),
  )
  return {
    report: (): LoadReport => ({ ...count, otherwise }),
    async stop(): Promise<void> {
      running = false
      await Promise.all(workers)
    },
  }
}
