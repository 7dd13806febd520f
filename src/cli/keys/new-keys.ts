import { generateKeys } from '../../identity/keys.ts'
import { type Command, exits } from '../command.ts'
import { writeNewFile } from './write-new-file.ts'

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
    await writeNewFile(to, keys)
    const next =
      'Keep a copy apart from the backups of the database. Nothing that was registered can be found without them.'
    tell([`New keys are in ${to}, to be named in KEYS_FILE.`, next], { file: to })
    return exits.done
  },
}
