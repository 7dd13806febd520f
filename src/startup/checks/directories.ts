import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../../db/driver/client.ts'
import type { Config } from '../../config.ts'
import { checkListable, checkWritable } from '../check-writable.ts'
import type { Place } from '../probe-process.ts'
import type { Check, CheckContext, Finding } from './check.ts'
import { fetchFor } from './fetch-for.ts'

const writing = 'write to the directory'

/** A rehearsal leaves the directories of the service as they are. */
const triedIn = ({ rehearsal }: Config) => (rehearsal ? 'look at the directory' : writing)

/** The ledger of destructions (R8, R11, R13): a restore rests on it. */
export const checkLedger: Check = {
  name: 'ledger',
  what: 'writes to the directory of the ledger, within ten seconds; where it is: another disk than the database, and one that stays',
  stops: 'always',
  step: (config) => ({ setting: 'DESTRUCTION_LEDGER', tried: triedIn(config), where: config.ledger }),
  run: (context) => tryDirectory(context, 'DESTRUCTION_LEDGER', context.config.ledger),
}

function witnessStep(config: Config) {
  const { witness } = config
  const isDirectory = witness.protocol === 'file:'
  return {
    setting: 'LOGBOOK_WITNESS',
    tried: isDirectory ? triedIn(config) : 'reach the witness',
    where: isDirectory ? fileURLToPath(witness) : witness.host,
  }
}

/** The directory of the witness of the logbook (R20). */
export const checkWitness: Check = {
  name: 'witness',
  what: 'writes to the directory of the witness, likewise',
  stops: 'always',
  step: witnessStep,
  run: async (context) =>
    context.config.witness.protocol === 'file:'
      ? tryDirectory(context, 'LOGBOOK_WITNESS', fileURLToPath(context.config.witness))
      : [],
}

/** A witness at an address: it may be away for a while, and sealing goes on. */
export const checkRemoteWitness: Check = {
  name: 'witness-away',
  what: 'reaches the witness, where it is an address: any answer will do',
  stops: 'never',
  step: witnessStep,
  async run({ config, signal }) {
    if (config.witness.protocol === 'file:') return []
    const { status } = await fetchFor(config.witness, signal)
    return [{ outcome: 'ok', ...witnessStep(config), came: `it answers ${status}` }]
  },
}

async function tryDirectory(context: CheckContext, setting: string, directory: string): Promise<Finding[]> {
  const told = { setting, tried: triedIn(context.config), where: directory }
  if (context.config.rehearsal) {
    await checkListable(context.probing, setting, directory).catch((error: Error) => {
      throw error.cause ?? error
    })
    return [{ outcome: 'ok', ...told, came: 'it can be read' }]
  }
  // Who only looks may be another user than the service, and what they made would not be the service's to write.
  const place = await checkWritable(context.probing, setting, directory, !context.looksOnly).catch(
    (error: Error) => {
      if (context.looksOnly && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error.cause ?? error
    },
  )
  if (!place)
    return [{ outcome: 'warning', ...told, came: 'it is not there yet', remedy: 'The first start makes it.' }]
  return [{ outcome: 'ok', ...told, came: 'it can be written' }, ...(await judge(context, place, told))]
}

/** File systems that are gone when the machine or the container is, by their number (statfs). */
const passing: Readonly<Record<number, readonly [came: string, remedy: string]>> = {
  16914836: ['it is in memory, and is gone when the machine stops', 'Choose a directory on a disk.'],
  2035054128: ['it is inside the container, and is gone with it', 'Mount a volume there.'],
}

async function judge(
  { config, held }: CheckContext,
  { device, fileSystem }: Place,
  told: Pick<Finding, 'setting' | 'tried' | 'where'>,
): Promise<Finding[]> {
  const [came, remedy] = passing[fileSystem] ?? []
  if (came !== undefined && remedy !== undefined && config.production)
    return [{ outcome: 'warning', ...told, came, remedy }]
  const ofDatabase = held.database && (await deviceOfDatabase(held.database))
  if (ofDatabase !== device || !config.production) return []
  return [
    {
      outcome: 'warning',
      ...told,
      came: 'it is on the disk of the database, and is lost with it',
      remedy: 'Choose a directory on another disk.',
    },
  ]
}

/** The device with the data of the database: known only where its server runs on this machine, and under a user that we may look at. */
async function deviceOfDatabase(database: Database): Promise<number | undefined> {
  try {
    const [row] = await database.run(() => database.sql<{ pid: number }[]>`select pg_backend_pid() as pid`)
    const name = await readFile(`/proc/${row?.pid}/comm`, 'utf8')
    return name.startsWith('postgres') ? (await stat(`/proc/${row?.pid}/cwd/`)).dev : undefined
  } catch {
    return undefined
  }
}
