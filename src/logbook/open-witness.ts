import { extname } from 'node:path'
import { ownProcess } from '../ground/own-process/own-process.ts'
import type { keepInDirectory, readSome } from './witness-directory.ts'
import type { WitnessRequest } from './witness-process.ts'

/** The directory of a witness, worked at in a process of its own. Both calls throw Hanging where its disk does not answer in time. */
export interface WitnessDirectory {
  /** See `keepInDirectory`. */
  keep(checkpoint: { readonly size: number; readonly note: string }): ReturnType<typeof keepInDirectory>
  /** See `readSome`: as it is when it is first asked for, also where that answer comes too late. */
  readSome(): ReturnType<typeof readSome>
  close(): void
}

/** ms that it may take; a round of the sealer waits for it. */
const patience = 10_000

const program = new URL(`./witness-process${extname(import.meta.url)}`, import.meta.url)

/** Opens the directory of a witness: a disk that hangs holds up nothing else, and one call is in flight at most. */
export function openWitness(directory: string): WitnessDirectory {
  const working = ownProcess<WitnessRequest>(program, directory, patience)
  let read: string[] | undefined
  return {
    async keep({ size, note }) {
      return ((await working.call({ directory, keep: { size, note } })) as string | null) ?? undefined
    },
    async readSome() {
      if (!read) await working.call({ directory }, (notes) => (read = notes as string[]))
      return read ?? []
    },
    close: () => working.close(),
  }
}
