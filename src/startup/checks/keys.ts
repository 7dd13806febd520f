import { stat } from 'node:fs/promises'
import type { Config } from '../../config.ts'
import { oldestSeed } from '../../identity/keys.ts'
import { readKeys } from '../../identity/read-keys.ts'
import { refuseForeignKeys } from '../../identity/refuse-foreign-keys.ts'
import { isLogbookSignedBy } from '../../logbook/signed-by.ts'
import { readingKeys } from '../attempt.ts'
import { checkReadable } from '../check-writable.ts'
import type { Check, Finding } from './check.ts'
import { atDatabase, openedDatabase } from './of-the-database.ts'

function step({ keys }: Config) {
  const { setting, where } = readingKeys(keys ?? {})
  return { setting, tried: 'read the keys', where: keys === undefined ? '' : where }
}

/** The keys by themselves; they are left to the check after it. */
export const checkKeys: Check = {
  name: 'keys',
  what: 'reads the keys: their form, whether they are those of a demonstration, and who else may read the file',
  stops: 'always',
  step,
  async run({ config, held, probing }) {
    const { keys, production } = config
    if (keys === undefined) return []
    if (keys.file !== undefined) await checkReadable(probing, keys.file)
    held.keys = await readKeys(keys, production)
    const place = step(config)
    const newest = held.keys.index.map(({ version }) => version).join(', ')
    const read: Finding = { outcome: 'ok', ...place, came: `usable; index versions ${newest}` }
    return keys.file !== undefined && (await isOpenToOthers(keys.file))
      ? [read, { outcome: 'warning', ...place, ...openToOthers }]
      : [read]
  },
}

const openToOthers = {
  came: 'every user of this machine may read them',
  remedy: 'chmod 600 (or 640, with a group of the service).',
}

async function isOpenToOthers(file: string): Promise<boolean> {
  return ((await stat(file)).mode & 0o007) !== 0
}

const besideData = atDatabase('hold the keys beside the data')

/** The keys beside the data: with others no number would be found, and every match missed (R9, R15, R23). */
export const checkKeysOfData: Check = {
  name: 'keys-of-data',
  what: 'holds the keys beside the data that is there: with other keys nobody would be found',
  stops: 'always',
  after: ['keys', 'database', 'schema'],
  step: besideData,
  async run(context) {
    const { held, config, clock, looksOnly } = context
    const { keys } = held
    if (keys === undefined || config.database.url === undefined) return []
    const database = openedDatabase(context)
    const signedBy = () => isLogbookSignedBy(database, oldestSeed(keys.logbook))
    await refuseForeignKeys(database, keys, clock(), signedBy, { onlyLook: looksOnly })
    return [{ outcome: 'ok', ...besideData(config), came: 'they go together' }]
  },
}
