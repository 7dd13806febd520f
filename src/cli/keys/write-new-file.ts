import { open } from 'node:fs/promises'
import { attempt } from '../../startup/attempt.ts'

/**
 * Writes keys to a new file for its owner alone (mode 0600), on the disk before anybody is told that they are there.
 * @throws Error where no file is named, it is there already, or cannot be written
 */
export async function writeNewFile(file: string | undefined, keys: string): Promise<void> {
  if (file === undefined) throw new Error('--to: needs a new file')
  await attempt({ what: 'write keys', where: file, setting: '--to' }, async () => {
    const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
      throw new Error(`--to: ${file} is there already, and is not overwritten. Choose another name.`)
    })
    try {
      await handle.writeFile(keys)
      await handle.sync()
    } finally {
      await handle.close()
    }
  })
}
