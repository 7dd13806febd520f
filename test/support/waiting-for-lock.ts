import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

/** Until so many wait for a lock in this database. */
export async function waitingForLock(sql: postgres.Sql, howMany = 1): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(5)) {
    const [row] = await sql`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (row?.n >= howMany) return
  }
  throw new Error(`not ${howMany} wait for a lock`)
}
