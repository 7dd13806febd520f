import { migrateDatabase } from '../../db/migrate.ts'

/** A process that migrates the database in its first argument, as `npm run migrate` and a starting instance do. */
await migrateDatabase(process.argv[2] ?? '')
