import { pino } from 'pino'
import { openDatabase } from '../../../db/driver/client.ts'
import type { buildApp } from '../../app.ts'
import { systemClock } from '../../ground/calendar.ts'
import { healthOf } from '../../http/door/health.ts'
import { createMetrics } from '../../http/door/metrics.ts'
import { notStopping } from '../../http/door/stopping.ts'
import { generateKeys, parseKeys } from '../../identity/keys.ts'

/** Stands for the address of an installation, so that the document is the same on each machine. */
const publicUrl = 'https://verwijsindex.example'

/** The public document as an app serves it. The database is named but never connected to. */
export async function apiDocument(build: typeof buildApp): Promise<object> {
  const database = openDatabase({
    url: 'postgres://127.0.0.1:1/none',
    poolSize: 1,
    queryDeadline: 1000,
    applicationName: 'openapi',
  })
  const keys = parseKeys(generateKeys(true))
  const stopping = notStopping()
  const app = await build({
    service: {
      database,
      keys,
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
    stopping,
    health: healthOf(database, keys, stopping, false),
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  await database.close()
  return document
}
