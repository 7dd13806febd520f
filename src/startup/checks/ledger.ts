import { openDatabase } from '../../../db/driver/client.ts'
import { compareLedger } from '../../retention/ledger/replay-ledger.ts'
import type { Check } from './check.ts'

/** ms that one step of it may take: a pass over all young persons of the country is one. */
export const longestReplay = 10 * 60_000

const step = ({ ledger }: { readonly ledger: string }) => ({
  setting: 'DESTRUCTION_LEDGER',
  tried: 'hold the ledger of destructions beside the database',
  where: ledger,
})

/**
 * The whole ledger by its chain, and beside the database (R8, R11, R13): with a part of it lost a restore could bring somebody back who
 * was destroyed. What it has is left to the start, which carries out again what the database does not know.
 */
export const checkWholeLedger: Check = {
  name: 'ledger-whole',
  what: 'reads the whole ledger: its chain, and whether it has what the database has as kept',
  stops: 'in production',
  after: ['database', 'schema', 'ledger'],
  step,
  async run({ config, held }) {
    const { url } = config.database
    if (url === undefined) return []
    const database = openDatabase({
      url,
      role: 'verwijsindex_service',
      poolSize: 1,
      queryDeadline: longestReplay,
      applicationName: 'verwijsindex-ledger',
    })
    try {
      held.ledger = await compareLedger(database, config.ledger)
    } finally {
      await database.close()
    }
    const { entries, faults, missing, unknown } = held.ledger
    const came =
      faults.length === 0 && missing === 0
        ? `${entries} entries, ${unknown.length} of them not known to the database`
        : `The ledger of destructions is not whole: ${faults.length} faults, ${missing} destructions missing`
    return faults.length === 0 && missing === 0
      ? [{ outcome: 'ok', ...step(config), came }]
      : [
          {
            outcome: 'fault',
            ...step(config),
            came,
            remedy:
              'See `verwijsindex ledger verify`. All instances have one ledger together: where each has a directory of its own, let them share one.',
          },
        ]
  },
}
