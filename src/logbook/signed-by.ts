import type { KeyObject } from 'node:crypto'
import { desc } from 'drizzle-orm'
import type { Database } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { openCheckpoint, toSigner, verifierOf } from './note.ts'

/**
 * Whether the logbook was signed by this key so far (R20): its last checkpoint is, or there is none yet. Under which name it was signed is
 * not asked, since the address of a service may change.
 */
export async function isLogbookSignedBy(database: Database, seed: KeyObject): Promise<boolean> {
  const [last] = await database.run(() =>
    database.orm.select().from(logbookCheckpoint).orderBy(desc(logbookCheckpoint.size)).limit(1),
  )
  if (!last) return true
  const name = last.note.split('\n', 1)[0] ?? ''
  const { publicKey } = verifierOf(toSigner('logbook', seed.export()))
  return openCheckpoint(last.note, { name, publicKey }) !== undefined
}
