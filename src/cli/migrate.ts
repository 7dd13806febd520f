import { migrateDatabase } from '../../db/migrate.ts'
import { readConfig } from '../config.ts'
import { ownerAddress } from './open-as-owner.ts'

/** `npm run migrate`: brings the database up to date, as its owner, before a new version of the service starts. */
async function main(): Promise<void> {
  await migrateDatabase(ownerAddress(readConfig()))
  process.stdout.write('The database is up to date.\n')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
