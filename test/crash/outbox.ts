import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

/** Lets the time pass that a worker who died still holds what it claimed; nobody may be at work now. */
export async function letLeasesRunOut(sql: postgres.Sql): Promise<void> {
  await sql`update notification set next_attempt_at = now() where state = 'waiting'`
}

/** Waits until nothing is owed any more. */
export async function outboxEmpty(sql: postgres.Sql, patience = 120_000): Promise<void> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(100)) {
    const [row] = await sql`select count(*)::int as n from notification where state = 'waiting'`
    if (row?.n === 0) return
  }
  throw new Error('the outbox was not emptied in time')
}
