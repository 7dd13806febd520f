import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { desc } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { logbookCheckpoint } from '../../db/tables/sealing.ts'

/** ms that a witness may take. */
const patience = 10_000

/**
 * Hands the last signed checkpoint to a witness, so that a return to an older state of the database can be seen (R20): as a
 * file in a directory, or by POST to an address. What is published says how many lines there are, and nothing else.
 * @throws Error where the witness did not take it
 */
export async function publishCheckpoints(database: Database, witness: URL): Promise<void> {
  const [last] = await database.run(() =>
    database.orm.select().from(logbookCheckpoint).orderBy(desc(logbookCheckpoint.size)).limit(1),
  )
  if (!last) return
  if (witness.protocol === 'file:') return keepInDirectory(fileURLToPath(witness), last)
  const answer = await fetch(witness, {
    method: 'POST',
    body: last.note,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`the witness answered ${answer.status}`)
}

/** The checkpoints that a witness directory holds. */
export async function readWitness(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(ending)).sort()
  return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
}

const ending = '.checkpoint'

/** Whole or not at all; what is there stays. */
async function keepInDirectory(
  directory: string,
  { size, note }: { size: number; note: string },
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, `${String(size).padStart(15, '0')}${ending}`)
  await writeFile(`${file}.new`, note)
  await rename(`${file}.new`, file)
}
