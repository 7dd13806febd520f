import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeys } from '../identity/keys.ts'

/** The file with the keys of a development instance in its data directory; the first start makes it. */
export async function developmentKeys(directory: string): Promise<string> {
  const file = join(directory, 'keys.json')
  await writeFile(file, generateKeys(true), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return file
}
