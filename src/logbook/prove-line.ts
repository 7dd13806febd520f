import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { proveInclusion } from './merkle.ts'
import { readTree } from './tree-store.ts'

/** That a line stands in the logbook under a signed checkpoint; to be checked by whoever has the key. */
export interface LineProof {
  readonly index: number
  readonly leaf: string
  readonly checkpoint: string
  readonly proof: readonly string[]
}

/**
 * Proves that a line is in the logbook, under the last checkpoint (R20).
 * @throws Error where the line is not there, or not sealed yet
 */
export async function proveLine(sql: postgres.Sql, id: number): Promise<LineProof> {
  return drizzle(sql).transaction(async (tx) => {
    const [row] = await sql<{ index: number; hash: Buffer; size: number; note: string }[]>`
      select f.index::float8 as index, f.hash, c.size::float8 as size, c.note
        from logbook_leaf f
       cross join lateral (select size, note from logbook_checkpoint order by size desc limit 1) c
       where f.logbook_id = ${id} and f.index < c.size`
    if (!row) throw new Error('there is no such line, or it is not sealed yet')
    const proof = await proveInclusion(readTree(tx), row.index, row.size)
    return {
      index: row.index,
      leaf: row.hash.toString('base64'),
      checkpoint: row.note,
      proof: proof.map((hash) => hash.toString('base64')),
    }
  })
}
