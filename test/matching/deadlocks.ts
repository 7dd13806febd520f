import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

/**
 * How many deadlocks this database has seen. A server process reports them at its end at the latest, so this waits until
 * only the one that asks is left.
 */
export async function deadlocks(sql: postgres.Sql): Promise<number> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    const [others] = await sql`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name like 'verwijsindex%'`
    if (others?.n === 0) break
  }
  const [row] = await sql`select deadlocks::int from pg_stat_database where datname = current_database()`
  return row?.deadlocks
}
