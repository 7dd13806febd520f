import type { Database } from '../../db/driver/client.ts'
import { systemClock } from '../ground/calendar.ts'
import { keepDestructions } from '../retention/ledger/keep-destructions.ts'
import { openLedger } from '../retention/ledger/open-ledger.ts'
import { compareLedger, type LedgerComparison, replayEntries } from '../retention/ledger/replay-ledger.ts'
import { asOwner, runTool, say } from './open-as-owner.ts'

const use = `Use:
  npm run ledger -- verify    the whole ledger by its chain, and beside the database
  npm run ledger -- replay    carries out on the database what only the ledger knows; starting the service does so too
  npm run ledger -- renew     writes what the database has as kept, and the ledger lost, to the ledger once more`

/** `npm run ledger`: the ledger of destructions outside the database (R8, R11, R13). Exits with 1 where it is not whole. */
async function main(): Promise<number> {
  const command = process.argv[2]
  if (command !== 'verify' && command !== 'replay' && command !== 'renew') throw new Error(use)
  return asOwner('ledger', async (database, { ledger: directory }) => {
    const compared = await compareLedger(database, directory)
    tell(compared)
    if (command === 'replay') {
      say(`Carried out again: ${await replayEntries(database, compared.unknown, systemClock())}.`)
      return 0
    }
    if (command === 'renew') return renew(database, directory, compared)
    return compared.faults.length === 0 && compared.missing === 0 ? 0 : 1
  })
}

function tell({ files, entries, faults, unknown, missing }: LedgerComparison): void {
  say(`${entries} entries in ${files.length} files; ${unknown.length} of them not known to the database.`)
  for (const { fault, file, line } of faults.slice(0, 100)) say(`  ${fault}: ${file}, line ${line}`)
  if (missing > 0) say(`  ${missing} destructions that the database has as kept are not in it.`)
  say(faults.length === 0 && missing === 0 ? 'The ledger is whole.' : 'The ledger is not whole.')
}

/** After the directory was lost: what the database still knows goes into a new one. A file that is broken is moved away first. */
async function renew(
  database: Database,
  directory: string,
  { files, faults, missing }: LedgerComparison,
): Promise<number> {
  if (faults.length > 0) {
    say('Move the files with faults to where they can be looked into; then again.')
    return 1
  }
  if (missing === 0) return 0
  await database.run(
    async () => database.sql`update destruction set kept_at = null where kept_at is not null`,
  )
  const ledger = openLedger(directory, files)
  const { count: written } = await keepDestructions(database, ledger, systemClock(), () => false)
  await ledger.close()
  say(`Written once more: ${written}.`)
  return 0
}

runTool(main)
