import postgres from 'postgres'
import type { Database } from './driver/client.ts'
import { functionSchema } from './function-schema.ts'
import { lastMigration } from './migration-files.ts'

/** Why a database cannot serve this version of the service now, in words for who operates it. */
const reasons = {
  older:
    'The database is older than this version of the service: run `verwijsindex migrate` first (DATABASE_OWNER_URL).',
  newer:
    'The database is newer than this version of the service, and the functions of this version are not there any more: ' +
    'start the version that migrated the database last.',
  'read-only':
    'The database takes no changes: it is a standby, or was set to read-only. Let DATABASE_URL name the primary, or all hosts.',
  'refuses-changes':
    'The database refused a change, and takes none yet: its disk is full or broken. Look at the disk of the database.',
} as const

export type Unreadiness = keyof typeof reasons

/**
 * Whether a database can serve this version of the service now.
 * @returns why not, where it cannot
 * @throws DomainError `service-unavailable`
 */
export async function findUnreadiness(database: Database): Promise<Unreadiness | undefined> {
  const versions = await readVersions(database)
  if (versions === undefined || (versions.lastMigration ?? 0) < lastMigration) return 'older'
  if (!versions.known) return versions.lastMigration > lastMigration ? 'newer' : 'older'
  if (!versions.present) return 'newer'
  if (versions.readOnly) {
    database.renew()
    return 'read-only'
  }
  return (await database.takesChanges()) ? undefined : 'refuses-changes'
}

/** Why a database cannot serve, in words that say what to do. */
export function wordsOn(why: Unreadiness): string {
  return reasons[why]
}

/** @throws Error where the database is that of another version, beside which this one cannot run */
export async function refuseOtherVersion(database: Database): Promise<void> {
  const why = await findUnreadiness(database)
  if (why === 'older' || why === 'newer') throw new Error(reasons[why])
}

interface Versions {
  /** This version was the newest, now or earlier. */
  readonly known: boolean
  /** Its functions are there. */
  readonly present: boolean
  readonly lastMigration: number
  readonly readOnly: boolean
}

/** Undefined where no version has left its mark. */
async function readVersions(database: Database): Promise<Versions | undefined> {
  const read = () => database.sql<Versions[]>`
    select to_regnamespace(${functionSchema}) is not null as present,
           coalesce(bool_or(functions = ${functionSchema}), false) as known,
           max(last_migration) as "lastMigration",
           current_setting('transaction_read_only')::boolean as "readOnly"
      from drizzle.service_version`
  try {
    const [row] = await database.run(read)
    return row
  } catch (error) {
    if (error instanceof postgres.PostgresError && noMark.has(error.code)) return undefined
    throw error
  }
}

/** The table of versions is not there, nor its schema, or the service may not read it. */
const noMark = new Set(['42P01', '3F000', '42501'])
