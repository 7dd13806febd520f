import { dateInAmsterdam, systemClock } from '../../ground/calendar.ts'
import { destroyKey } from '../../identity/change-key-file.ts'
import { readKeyStatus } from '../../identity/key-status.ts'
import { parseKeys } from '../../identity/keys.ts'
import { type Command, exits } from '../command.ts'
import { asOwner, ownersAddress } from '../open-as-owner.ts'
import { readKeyText } from './add-keys.ts'
import { isOld, nameOf } from './rotate-keys.ts'
import { writeNewFile } from './write-new-file.ts'

/** `verwijsindex keys destroy`: a file without the old versions that nothing needs any more (R23). */
export const destroyKeysCommand: Command = {
  name: 'keys destroy',
  summary: 'writes the keys without the old versions that nothing needs: the last step of changing them',
  more: [
    'It changes no file: --to is a new one, in which their numbers and the day stay.',
    'Restart every instance with it, one by one. Then destroy every copy of the older files, once no backup',
    'is kept that needs them.',
  ],
  options: { to: { value: 'file', what: 'writes the keys to a new file, the later KEYS_FILE' } },
  needs: [...ownersAddress, ['KEYS_FILE', 'KEYS']],
  found: 'there is no old version that nothing needs',
  async run(invocation) {
    const json = await readKeyText(invocation)
    const keys = parseKeys(json)
    const status = await asOwner('keys', await invocation.config(), (database) =>
      readKeyStatus(database, keys),
    )
    const spent = status.versions.filter((one) => isOld(one, status) && !one.needed && one.given)
    if (spent.length === 0) {
      invocation.tell(['There is no old version that nothing needs: verwijsindex keys rotate --status.'], {
        destroyed: [],
      })
      return exits.found
    }
    const today = dateInAmsterdam(systemClock())
    const left = spent.reduce((file, { kind, version }) => destroyKey(file, kind, version, today), json)
    await writeNewFile(invocation.options.to, left)
    invocation.tell(
      [
        `${invocation.options.to} is without ${spent.map(nameOf).join(', ')}.`,
        'Restart every instance with it, one by one; then destroy every copy of the older files.',
      ],
      { file: invocation.options.to, destroyed: spent.map(({ kind, version }) => ({ kind, version })) },
    )
    return exits.done
  },
}
