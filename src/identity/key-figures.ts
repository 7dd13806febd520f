import type { Database } from '../../db/driver/client.ts'
import type { KeyKind } from './keys.ts'

/** How a kind of key stands, in figures for the metrics (R23). */
export interface KeyFigures {
  readonly kind: KeyKind
  /** The version that new rows have. */
  readonly version: number
  /** Young persons that a change has still to look at, or left behind; 0 where none goes on. */
  readonly toDo: number
}

/** Reads them: a change that goes on is counted from where it is. */
export async function readKeyFigures(database: Database): Promise<KeyFigures[]> {
  return database.run(
    async () => database.sql<KeyFigures[]>`select kind, version, to_do::float8 as "toDo" from key_figures()`,
  )
}
