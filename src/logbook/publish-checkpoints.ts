import { desc } from 'drizzle-orm'
import type { Database } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { SealingRefused } from './check-before-sealing.ts'
import { openedByOne, type Verifier } from './note.ts'
import type { WitnessDirectory } from './open-witness.ts'

/** ms that a witness may take. */
const patience = 10_000

/** What a witness made of a checkpoint. */
export interface Publication {
  /** Whether it has another one of the same size. */
  readonly differs: boolean
  /** The other one, where it shows it. */
  readonly other?: string | undefined
}

/**
 * Hands the last signed checkpoint to a witness, so that a return to an older state of the database can be seen (R20): as a
 * file in a directory, or by POST to an address, which answers 409 where it has another of that size. What is published says how
 * many lines there are, and nothing else.
 * @throws Error where the witness did not take it
 * @throws SealingRefused where it is not one that was signed: no witness is to have it
 */
export async function publishCheckpoints(
  database: Database,
  witness: URL | WitnessDirectory,
  verifiers: readonly Verifier[],
): Promise<Publication> {
  const [last] = await database.run(() =>
    database.orm.select().from(logbookCheckpoint).orderBy(desc(logbookCheckpoint.size)).limit(1),
  )
  if (!last) return { differs: false }
  if (openedByOne(last.note, verifiers)?.size !== last.size)
    throw new SealingRefused('logbook-checkpoint-not-signed')
  if (!(witness instanceof URL)) {
    const other = await witness.keep(last)
    return { differs: other !== undefined, other }
  }
  const answer = await fetch(witness, {
    method: 'POST',
    body: last.note,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  })
  await answer.body?.cancel()
  if (answer.status === 409) return { differs: true }
  if (!answer.ok) throw new Error(`the witness answered ${answer.status}`)
  return { differs: false }
}
