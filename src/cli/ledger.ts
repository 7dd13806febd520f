import { existsSync } from 'node:fs'
import type { Database } from '../../db/driver/client.ts'
import { systemClock } from '../ground/calendar.ts'
import { keepDestructions } from '../retention/ledger/keep-destructions.ts'
import { openLedger } from '../retention/ledger/open-ledger.ts'
import { compareLedger, type LedgerComparison, replayEntries } from '../retention/ledger/replay-ledger.ts'
import { type Command, type Exit, exits, type Invocation } from './command.ts'
import { asOwner, ownersAddress } from './open-as-owner.ts'

const needs = [...ownersAddress, ['DESTRUCTION_LEDGER']] as const
const found = 'the ledger is not whole'

/** `verwijsindex ledger verify`: the ledger of destructions outside the database (R8, R11, R13). */
export const verifyLedger: Command = {
  name: 'ledger verify',
  summary: 'verifies the whole ledger of destructions by its chain, and beside the database',
  needs,
  found,
  run: (invocation) =>
    compare(invocation, async (_database, _directory, compared) => {
      tell(invocation, compared, {})
      return isWhole(compared) ? exits.done : exits.found
    }),
}

/** `verwijsindex ledger replay`: as a start of the service does. */
export const replayLedger: Command = {
  name: 'ledger replay',
  summary: 'carries out on the database what only the ledger knows; starting the service does so too',
  needs,
  run: (invocation) =>
    compare(invocation, async (database, _directory, compared) => {
      const replayed = await replayEntries(database, compared.unknown, systemClock())
      tell(invocation, compared, { replayed }, `Carried out again: ${replayed}.`)
      return exits.done
    }),
}

/** `verwijsindex ledger renew`: after the directory was lost, what the database still knows goes into a new one. */
export const renewLedger: Command = {
  name: 'ledger renew',
  summary: 'writes what the database has as kept, and the ledger lost, to the ledger once more',
  more: ['A file with faults is moved away first, to where it can be looked into.'],
  needs,
  reads: ['REHEARSAL'],
  found: 'a file of the ledger has faults, or something is not in it yet',
  async run(invocation) {
    const { rehearsal, ledger } = await invocation.config()
    if (rehearsal)
      throw new Error('REHEARSAL: a rehearsal leaves the ledger as it is, and so writes nothing to it.')
    refuseMissing(ledger)
    return compare(invocation, async (database, directory, compared) => {
      if (compared.faults.length > 0) {
        const advice = 'Move the files with faults to where they can be looked into; then again.'
        tell(invocation, compared, { written: 0 }, advice)
        return exits.found
      }
      const written = await renew(database, directory, compared)
      const after = await compareLedger(database, directory)
      const waiting = await countWaiting(database)
      const lacking = after.missing + waiting
      tell(
        invocation,
        { ...after, waiting },
        { written, waiting },
        `Written once more: ${written}.`,
        ...(lacking > 0
          ? [
              `${lacking} are not in it yet: a service may be writing them. Try again in a minute; if it says so again, stop every instance first.`,
            ]
          : []),
      )
      return isWhole({ ...after, waiting }) ? exits.done : exits.found
    })
  },
}

/** Whose a directory is that the command made, the service might not be: it could then not write to it. */
function refuseMissing(directory: string): void {
  if (!existsSync(directory))
    throw new Error(
      `DESTRUCTION_LEDGER: ${directory} is not there. Mount its disk, or make it for the user of the service alone; systemd makes it where the service is started, also where that start is refused. Then again.`,
    )
}

type Work = (database: Database, directory: string, compared: LedgerComparison) => Promise<Exit>

async function compare({ config }: Invocation, work: Work): Promise<Exit> {
  const settings = await config()
  return asOwner('ledger', settings, async (database) =>
    work(database, settings.ledger, await compareLedger(database, settings.ledger)),
  )
}

/** A comparison, and how many destructions are still on their way to the ledger where that was asked. */
type Compared = LedgerComparison & { readonly waiting?: number }

function isWhole({ faults, missing, waiting = 0 }: Compared): boolean {
  return faults.length === 0 && missing === 0 && waiting === 0
}

function tell(invocation: Invocation, compared: Compared, done: object, ...after: string[]): void {
  const { files, entries, faults, unknown, missing } = compared
  const lines = [
    `${entries} entries in ${files.length} files; ${unknown.length} of them not known to the database.`,
    ...faults.slice(0, 100).map(({ fault, file, line }) => `  ${fault}: ${file}, line ${line}`),
    ...(missing > 0 ? [`  ${missing} destructions that the database has as kept are not in it.`] : []),
    isWhole(compared) ? 'The ledger is whole.' : 'The ledger is not whole.',
  ]
  invocation.tell([...lines, ...after], {
    entries,
    files: files.length,
    faults,
    unknown: unknown.length,
    missing,
    whole: isWhole(compared),
    ...done,
  })
}

/** Also what was on its way there: it is destroyed, and the ledger is not whole without it. */
async function renew(database: Database, directory: string, compared: LedgerComparison): Promise<number> {
  if (compared.missing > 0)
    await database.run(
      async () => database.sql`update destruction set kept_at = null where kept_at is not null`,
    )
  else if ((await countWaiting(database)) === 0) return 0
  const ledger = openLedger(directory, compared.files)
  const { count } = await keepDestructions(database, ledger, systemClock(), () => false)
  await ledger.close()
  return count
}

/** How many destructions the database has not as kept: none of them counts as missing. */
async function countWaiting(database: Database): Promise<number> {
  const [row] = await database.run(
    async () =>
      database.sql<{ count: number }[]>`select count(*)::int as count from destruction where kept_at is null`,
  )
  return row?.count ?? 0
}
