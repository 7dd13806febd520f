import { findUnfitness } from '../../../db/checks.ts'
import { type Database, openDatabase } from '../../../db/driver/client.ts'
import { findUnreadiness, wordsOn } from '../../../db/readiness.ts'
import type { Config } from '../../config.ts'
import { connecting } from '../attempt.ts'
import type { Check, CheckContext } from './check.ts'

/** The database that an earlier check opened. */
export function openedDatabase({ held }: CheckContext): Database {
  if (!held.database) throw new Error('the database is not open')
  return held.database
}

/** Works as the login of an address itself, and not in the role of the service, on a connection of its own. */
export async function asLogin<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({
    url,
    poolSize: 1,
    queryDeadline: 5000,
    applicationName: 'verwijsindex-checks',
  })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** A step at the database of the service. */
export function atDatabase(tried: string) {
  return ({ database: { url } }: Config) => ({
    setting: 'DATABASE_URL',
    tried,
    where: url === undefined ? '' : connecting(url).where,
  })
}

const schemaStep = atDatabase('compare the version of the database')

/** A database of another version is refused in words, and a standby as well. */
export const checkSchema: Check = {
  name: 'schema',
  what: 'compares the version of the database with that of the service; a standby is none that can be used',
  stops: 'always',
  after: ['database'],
  step: schemaStep,
  async run(context) {
    if (context.config.database.url === undefined) return []
    const why = await findUnreadiness(openedDatabase(context))
    return why === undefined
      ? [{ outcome: 'ok', ...schemaStep(context.config), came: 'it is of this version' }]
      : [{ outcome: 'fault', ...schemaStep(context.config), came: wordsOn(why) }]
  },
}

const fitnessStep = atDatabase('look at rights, clock and durability')

/** What must hold of a database in production (R8, R11, R20, R23). */
export const checkFitness: Check = {
  name: 'fitness',
  what: 'looks at the rights of the login, row-level security, the two clocks, whether what is acknowledged survives a crash, and whether the demonstration is there',
  stops: 'in production',
  after: ['database', 'schema'],
  step: fitnessStep,
  async run(context) {
    // A demonstration is not to be fit for production.
    if (context.config.database.url === undefined || !context.config.production) return []
    const place = fitnessStep(context.config)
    const unfitness = await findUnfitness(openedDatabase(context), context.clock())
    return unfitness.length === 0
      ? [{ outcome: 'ok', ...place, came: 'fit for production' }]
      : unfitness.map(({ what, remedy }) => ({ outcome: 'fault' as const, ...place, came: what, remedy }))
  },
}
