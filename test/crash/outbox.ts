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

/** s that a worker takes for what it claimed; of who claimed it longer ago than `patience` nothing is heard any more. */
const [lease, patience] = [60, 20]

/** Lets the time pass that a worker who died still holds what it claimed, while others are at work. */
export async function letOldLeasesRunOut(sql: postgres.Sql): Promise<void> {
  await sql`
    update notification set next_attempt_at = now()
     where state = 'waiting' and attempts > 0
       and next_attempt_at between now() + interval '2 seconds' and now() + make_interval(secs => ${lease - patience})`
}
