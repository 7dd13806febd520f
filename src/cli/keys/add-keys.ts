import { readFile } from 'node:fs/promises'
import { addKeys } from '../../identity/change-key-file.ts'
import type { KeyKind } from '../../identity/keys.ts'
import { type KeySource, readKeys } from '../../identity/read-keys.ts'
import { type Command, exits, type Invocation } from '../command.ts'
import { writeNewFile } from './write-new-file.ts'

const kinds: readonly KeyKind[] = ['index', 'seal', 'logbook']

/** `verwijsindex keys add`: a new version beside the old ones (R23). */
export const addKeysCommand: Command = {
  name: 'keys add',
  summary: 'adds a new version of the keys beside the old ones: the first step of changing them',
  more: [
    'It changes no file: --to is a new one, with what KEYS_FILE or KEYS has and the new versions.',
    'Then restart every instance with it, one by one, and call verwijsindex keys rotate.',
  ],
  options: {
    to: { value: 'file', what: 'writes the keys to a new file, the later KEYS_FILE' },
    kind: { value: 'index|seal|logbook', what: 'of these kinds alone, parted by commas' },
  },
  needs: [['KEYS_FILE', 'KEYS']],
  async run(invocation) {
    const chosen = kindsIn(invocation)
    await writeNewFile(invocation.options.to, addKeys(await readKeyText(invocation), chosen))
    invocation.tell(
      [
        `A new version of ${chosen.join(', ')} is in ${invocation.options.to}.`,
        'Restart every instance with it, one by one; then: verwijsindex keys rotate.',
      ],
      { file: invocation.options.to, kinds: chosen },
    )
    return exits.done
  },
}

function kindsIn({ options: { kind } }: Invocation): readonly KeyKind[] {
  if (kind === undefined) return kinds
  const named = kind.split(',')
  const unknown = named.find((name) => !kinds.some((known) => known === name))
  if (unknown !== undefined) throw new Error(`--kind: is of ${kinds.join(', ')}`)
  return kinds.filter((known) => named.includes(known))
}

/**
 * The keys as they are configured, in their JSON form.
 * @throws Error where they are not usable
 */
export async function readKeyText({ config }: Invocation): Promise<string> {
  const { keys, production } = await config()
  if (keys === undefined) throw new Error('KEYS_FILE: needed, since the keys are in it')
  await readKeys(keys, production)
  return textOf(keys)
}

async function textOf(keys: KeySource): Promise<string> {
  return keys.json ?? (await readFile(keys.file, 'utf8'))
}
