import { open } from 'node:fs/promises'
import { generateKeys } from '../../identity/keys.ts'
import { attempt } from '../../startup/attempt.ts'
import { type Command, exits } from '../command.ts'

/** `verwijsindex keys new`: all keys of an installation, the logbook's own too (R23). */
export const newKeys: Command = {
  name: 'keys new',
  summary: 'makes the keys of a new installation: index, seal and logbook',
  more: [
    'Without --to it prints them: for a vault, by a pipe. A file is made for its owner alone (mode 0600), and',
    'none is ever overwritten: without these keys nothing that was registered can be found.',
  ],
  options: { to: { value: 'file', what: 'writes them to a new file, the later KEYS_FILE' } },
  needs: [],
  async run({ options: { to }, tell }) {
    const keys = generateKeys(false)
    if (to === undefined) {
      tell(keys.trimEnd().split('\n'), JSON.parse(keys) as object)
      return exits.done
    }
    await write(to, keys)
    const next =
      'Keep a copy apart from the backups of the database. Nothing that was registered can be found without them.'
    tell([`New keys are in ${to}, to be named in KEYS_FILE.`, next], { file: to })
    return exits.done
  },
}

/** On the disk, before anybody is told that they are there. */
async function write(file: string, keys: string): Promise<void> {
  const step = { what: 'write new keys', where: file, setting: '--to' }
  await attempt(step, async () => {
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
