import { readFile } from 'node:fs/promises'
import { type Keys, parseKeys } from './keys.ts'

/** Where the keys are: in a file, or in the configuration itself. */
export type KeySource =
  | { readonly file: string; readonly json?: undefined }
  | { readonly json: string; readonly file?: undefined }

/**
 * The keys of the index, the seals and the logbook.
 * @throws Error where they are not usable, or those of a demonstration in production
 */
export async function readKeys(source: KeySource, production: boolean): Promise<Keys> {
  const keys = parseKeys(source.json ?? (await readFile(source.file, 'utf8')))
  if (production && keys.demonstration) throw new Error('KEYS: these are keys of a demonstration')
  return keys
}
