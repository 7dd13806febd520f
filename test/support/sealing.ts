import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

/**
 * Seals until so many lines are sealed: a transaction that is going on anywhere on the server, in another test's database
 * too, holds a round back.
 */
export async function sealAtLeast(seal: () => Promise<number>, lines: number): Promise<number> {
  let sealed = 0
  for (let turn = 0; turn < 300 && sealed < lines; turn++) {
    sealed += await seal()
    if (sealed < lines) await sleep(50)
  }
  return sealed
}

/** Seals until no line waits but a checkpoint's own. */
export async function sealAll(sql: postgres.Sql, seal: () => Promise<number>): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    await seal()
    const waiting = await sql`
      select from logbook l where event <> 'checkpoint_signed'
         and not exists (select from logbook_leaf f where f.logbook_id = l.id) limit 1`
    if (waiting.length === 0) return
    await sleep(50)
  }
  throw new Error('there are lines that are not sealed')
}
