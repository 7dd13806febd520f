import { desc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/driver/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'
import { SealingRefused } from './check-before-sealing.ts'
import { openCheckpoint, openedByOne, type Verifier } from './note.ts'
import type { WitnessDirectory } from './open-witness.ts'

/** ms that a witness may take. */
const patience = 10_000

/** What a witness made of a checkpoint. */
export interface Publication {
  /** Of the one that was handed to it; absent where there is none yet. */
  readonly size?: number
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
  return handTo(witness, last, verifiers)
}

/** When the key of the logbook was last changed, by a checkpoint that both keys signed; undefined where it never was. */
export async function readHandOver(database: Database): Promise<Date | undefined> {
  const [change] = await database.run(() =>
    database.orm.execute<{ at: string | null }>(
      sql`select complete_at as at from key_rotations() where kind = 'logbook'`,
    ),
  )
  return change?.at ? new Date(change.at) : undefined
}

/**
 * Hands the checkpoint of a change of keys to a witness. Only that one says that the later key speaks for the logbook, so the witness is to have it also
 * where the process was killed between signing and handing it over, and others were signed since (R20).
 * @param at when it was signed
 */
export async function publishHandOver(
  database: Database,
  witness: URL | WitnessDirectory,
  verifiers: readonly Verifier[],
  at: Date,
): Promise<Publication> {
  const signed = await database.run(() =>
    database.orm.select().from(logbookCheckpoint).where(eq(logbookCheckpoint.signedAt, at)),
  )
  const handOver = signed.find(
    ({ note }) => verifiers.filter((verifier) => openCheckpoint(note, verifier)).length > 1,
  )
  return handOver ? handTo(witness, handOver, verifiers) : { differs: false }
}

async function handTo(
  witness: URL | WitnessDirectory,
  checkpoint: { readonly size: number; readonly note: string },
  verifiers: readonly Verifier[],
): Promise<Publication> {
  const { size } = checkpoint
  if (openedByOne(checkpoint.note, verifiers)?.size !== size)
    throw new SealingRefused('logbook-checkpoint-not-signed')
  if (!(witness instanceof URL)) {
    const other = await witness.keep(checkpoint)
    return { size, differs: other !== undefined, other }
  }
  const answer = await fetch(witness, {
    method: 'POST',
    body: checkpoint.note,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  })
  await answer.body?.cancel()
  if (answer.status === 409) return { size, differs: true }
  if (!answer.ok) throw new Error(`the witness answered ${answer.status}`)
  return { size, differs: false }
}
