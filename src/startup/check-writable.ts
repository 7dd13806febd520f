import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt } from './attempt.ts'

/**
 * Makes the directory of a setting where it is not there, and writes to it and removes what it wrote.
 * @throws StartRefused where that does not succeed
 */
export async function checkWritable(setting: string, directory: string): Promise<void> {
  await attempt({ what: 'write to the directory', where: directory, setting }, async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const probe = join(directory, `${randomUUID()}.probe`)
    await writeFile(probe, '', { flag: 'wx' })
    await rm(probe)
  })
}
