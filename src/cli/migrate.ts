import { migrateDatabase } from '../../db/migrate.ts'
import { readConfig } from '../config.ts'

/** `npm run migrate`: brings the database up to date, as its owner, before a new version of the service starts. */
async function main(): Promise<void> {
  const { database } = readConfig()
  const url = database.ownerUrl ?? database.url
  if (url === undefined)
    throw new Error('DATABASE_OWNER_URL: needed to migrate; the embedded database migrates by itself')
  await migrateDatabase(url)
  process.stdout.write('The database is up to date.\n')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
