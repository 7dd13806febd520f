import { functionSchema } from '../../db/function-schema.ts'
import { migrateDatabase } from '../../db/migrate/migrate-database.ts'

/** A process that migrates the database in its first argument, as `verwijsindex migrate` and a starting instance do, and reports. */
const [url = '', options = '{}'] = process.argv.slice(2)
const waited: string[] = []
const report = await migrateDatabase(url, {
  ...JSON.parse(options),
  onWait: (message) => waited.push(message),
}).catch((error: unknown) => ({ refused: (error as Error).message }))
process.stdout.write(JSON.stringify({ schema: functionSchema, waited, ...report }))
