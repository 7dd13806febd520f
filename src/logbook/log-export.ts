import type { Hash } from 'node:crypto'
import type postgres from 'postgres'
import { grounds } from '../ground/law.ts'

/** Passes texts on, and counts and hashes them on the way. */
export async function* counted(
  texts: AsyncIterable<string>,
  tally: { count: number; readonly hash: Hash },
): AsyncIterable<string> {
  for await (const text of texts) {
    tally.count++
    tally.hash.update(text)
    yield text
  }
}

/** Tells in the logbook that it was exported: of how many lines, with the hash of the file (R20). Who did is the operator. */
export async function logExport(sql: postgres.Sql, count: number, digest: Buffer): Promise<void> {
  await sql`
    insert into logbook (occurred_at, event, ground, count, digest)
    values (now(), 'logbook_exported', ${grounds.accountability}, ${count}, ${digest})`
}
