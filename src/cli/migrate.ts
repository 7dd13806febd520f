import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { readConfig } from '../config.ts'
import { attempt, migrating } from '../startup/attempt.ts'
import { ownerAddress } from './open-as-owner.ts'

/** `npm run migrate`: brings the database up to date, as its owner, before a new version of the service starts. */
async function main(): Promise<void> {
  const address = ownerAddress(readConfig())
  const { newer, dropped } = await attempt(migrating(address), () =>
    migrateDatabase(address, { onWait: (message) => process.stderr.write(`${message}\n`) }),
  )
  const state = newer
    ? 'The database is that of a newer version, beside which this one can run; nothing was changed.'
    : 'The database is up to date.'
  process.stdout.write(
    `${[state, ...dropped.map((schema) => `${schema} was in use by nobody, and was dropped.`)].join('\n')}\n`,
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
