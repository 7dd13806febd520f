import type { Environment, Setting } from '../config.ts'
import { Hanging } from '../ground/own-process/errors.ts'
import { attempt } from './attempt.ts'
import { checkReadable, openProbing, type Probing } from './check-writable.ts'

/** The settings that name a file which is read along with the settings themselves. The keys are tried with the checks of a start. */
const filesOfSettings = [
  'DATABASE_URL_FILE',
  'DATABASE_OWNER_URL_FILE',
  'SMTP_URL_FILE',
  'DATABASE_CA',
] as const satisfies readonly Setting[]

/**
 * Tries the files that settings name, before they are read: who waits for a disk that hangs can say nothing any more. What else is
 * wrong with a file is told by who reads it.
 * @throws StartRefused where a disk does not answer
 */
export async function tryFiles(env: Environment, probing: Probing = openProbing()): Promise<void> {
  try {
    for (const setting of filesOfSettings) {
      const file = env[setting]
      if (file) await attempt({ what: 'read the file', where: file, setting }, () => answers(probing, file))
    }
  } finally {
    probing.close()
  }
}

async function answers(probing: Probing, file: string): Promise<void> {
  try {
    await checkReadable(probing, file)
  } catch (error) {
    if (error instanceof Hanging) throw error
  }
}
