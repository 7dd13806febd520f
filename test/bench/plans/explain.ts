import { readFile } from 'node:fs/promises'
import type postgres from 'postgres'
import type { Checkout } from './checkout.ts'
import type { Query } from './queries.ts'

/** How a query is carried out, with all statements of the functions that it calls. */
export interface Explained {
  /** Pages that were looked at. */
  readonly buffers: number
  /** For each statement that is unlike the others, its nodes from the outside to the inside. */
  readonly shapes: ReadonlySet<string>
  readonly text: readonly string[]
}

/** A client that carries queries out in transactions that are undone, and asks by what plans (EXPLAIN ANALYZE, BUFFERS). */
export async function openExplainer(checkout: Checkout) {
  let heard: string[] = []
  const sql = checkout.client((message) => heard.push(message))
  await sql.unsafe(`load 'auto_explain'`)
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  /** Linux counts it in ns. Of workers that PostgreSQL starts for one statement it is not counted. */
  const processorTime = async () =>
    Number((await readFile(`/proc/${backend?.pid}/schedstat`, 'utf8')).split(' ')[0]) / 1_000_000
  const plansOf = (query: Query, nested: boolean) =>
    undone(sql, async (tx) => {
      await query.before?.(tx)
      const [held] = await tx<{ role: string }[]>`select current_setting('role') as role`
      await tx.unsafe(`reset role; ${listening}; set local auto_explain.log_nested_statements = ${nested}`)
      await tx.unsafe(`set local role ${held?.role ?? 'none'}`)
      heard = []
      await query.run(tx, 3)
      await tx`select 'heard'`
      return heard.filter((message) => message.includes('plan:') && !message.includes(`'heard'`))
    })
  return {
    /** How long a processor was at it (ms): on a busy machine that stays the same, where the time on the clock does not. */
    async time(query: Query, round: number): Promise<number> {
      return undone(sql, async (tx) => {
        await query.before?.(tx)
        const began = await processorTime()
        await query.run(tx, round)
        return (await processorTime()) - began
      })
    },
    async explain(query: Query): Promise<Explained> {
      // What a function looks at counts for the statement that calls it as well.
      const outer = await plansOf(query, false)
      const all = await plansOf(query, true)
      return { buffers: sum(outer.map(buffersOf)), shapes: new Set(all.map(shapeOf)), text: all }
    },
    close: () => sql.end({ timeout: 5 }),
  }
}

const listening = [
  ...['log_analyze', 'log_buffers'].map((name) => `auto_explain.${name} = on`),
  'auto_explain.log_timing = off',
  'auto_explain.log_min_duration = 0',
  'client_min_messages = log',
]
  .map((setting) => `set local ${setting}`)
  .join('; ')

class Undone extends Error {}

async function undone<T>(sql: postgres.Sql, work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
  const results: T[] = []
  await sql
    .begin(async (tx) => {
      results.push(await work(tx))
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return results[0] as T
}

/** The pages that the outermost node looked at. */
function buffersOf(plan: string): number {
  const [, hit = '0', read = '0'] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? []
  return Number(hit) + Number(read)
}

/** The nodes of a plan with the tables and indexes that they read, without names that a query gives them. */
function shapeOf(plan: string): string {
  return plan
    .split('\n')
    .flatMap((line) => /^(?:\s*->\s+|\s*)(.*?)\s+\(cost=/.exec(line)?.[1] ?? [])
    .map((node) => node.replace(/ on (\w+)(?: \w+)?$/, ' on $1'))
    .join(' > ')
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
