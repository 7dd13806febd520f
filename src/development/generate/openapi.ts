import { writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { openDatabase } from '../../../db/driver/client.ts'
import { buildApp } from '../../app.ts'
import { systemClock } from '../../ground/calendar.ts'
import { createMetrics } from '../../http/door/metrics.ts'
import { generateKeys, parseKeys } from '../../identity/keys.ts'

const file = new URL('../../../openapi/openapi.json', import.meta.url)
/** Stands for the address of an installation, so that the document is the same wherever it is made. */
const publicUrl = 'https://verwijsindex.example'

/** `npm run openapi`: writes the public document as it is served. The database is named but never connected to. */
async function main(): Promise<void> {
  const database = openDatabase({
    url: 'postgres://127.0.0.1:1/none',
    poolSize: 1,
    queryDeadline: 1000,
    applicationName: 'openapi',
  })
  const app = await buildApp({
    service: {
      database,
      keys: parseKeys(generateKeys(true)),
      clock: systemClock,
      register: () => Promise.reject(new Error('nothing is registered here')),
      onUnreadable: () => {},
      wake: () => {},
      logbookOrigin: 'verwijsindex.example/logbook',
    },
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    issuers: [],
    audience: 'verwijsindex',
    publicUrl,
    corsOrigins: [],
    requestsPerMinute: 1,
    proxies: [],
  })
  await app.ready()
  await writeFile(file, `${JSON.stringify(app.swagger(), null, 2)}\n`)
  await app.close()
  await database.close()
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
