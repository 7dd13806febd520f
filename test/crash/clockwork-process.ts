import { openDatabase } from '../../db/driver/client.ts'
import { createLog } from '../../src/http/door/log.ts'
import { parseKeys } from '../../src/identity/keys.ts'
import { openLedger } from '../../src/retention/ledger/open-ledger.ts'
import { compareLedger, replayEntries } from '../../src/retention/ledger/replay-ledger.ts'
import { createService } from '../../src/service.ts'

/** A service that does its daily work by a clock that stands still, beside its sealer and its ledger; to be killed. */
const { DATABASE_URL = '', LEDGER = '', KEYS = '', NOW = '' } = process.env
const now = new Date(NOW)

const database = openDatabase({
  url: DATABASE_URL,
  role: 'verwijsindex_service',
  poolSize: 1,
  queryDeadline: 60_000,
  applicationName: 'test-ledger',
})
const { files, unknown, faults, missing } = await compareLedger(database, LEDGER)
if (faults.length > 0 || missing > 0) throw new Error(`the ledger is not whole: ${faults.length}, ${missing}`)
await replayEntries(database, unknown, now)
await database.close()

const service = await createService({
  databaseUrl: DATABASE_URL,
  poolSize: 4,
  queryDeadline: 10_000,
  keys: parseKeys(KEYS),
  issuers: [],
  audience: 'verwijsindex',
  publicUrl: 'https://verwijsindex.example',
  portalUrl: 'https://portaal.example',
  mail: { url: 'smtp://127.0.0.1:1', from: 'noreply@verwijsindex.example' },
  sealing: true,
  retention: { on: true, longestGapDays: 7 },
  ledger: openLedger(LEDGER, files),
  delivery: { on: false, pollSeconds: 1, retrySchedule: [1] },
  budgets: { perProfessional: 100, perOrganisation: 1000 },
  requestsPerMinute: 1000,
  corsOrigins: [],
  proxies: [],
  revision: 'unknown',
  log: createLog('error', process.stderr),
  clock: () => now,
})
process.on('SIGTERM', () => void service.close().then(() => process.exit(0)))
process.stdout.write('started\n')
