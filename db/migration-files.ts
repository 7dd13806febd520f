import { fileURLToPath } from 'node:url'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'

/** The migrations of the tables, in order. */
export const migrations: readonly MigrationMeta[] = readMigrationFiles({
  migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
})

/** When the last migration of this version was written: the number by which a database knows it. */
export const lastMigration = migrations.at(-1)?.folderMillis ?? 0
