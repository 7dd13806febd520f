import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { findAddress } from '../driver/primary.ts'
import { sessionMark } from '../driver/session-mark.ts'
import { functionSchema } from '../function-schema.ts'
import { lastMigration } from '../migration-files.ts'
import { hangOnTables } from './hang-on-tables.ts'
import { makeFunctions } from './make-functions.ts'
import type { Patience } from './patience.ts'
import { makeJournal, readApplied, runMigrations } from './run-migrations.ts'
import {
  dropUnused,
  type KnownVersion,
  makeVersions,
  readVersions,
  readVersionsInUse,
  recordMigration,
} from './versions.ts'

/**
 * Advisory lock that lets one process migrate at a time, also where several instances start together: `migration_lock` of
 * `db/functions/locks.sql`, which is not there yet.
 */
const migrationLock = 7113

const tenMinutes = 10 * 60_000

export interface MigrationOptions {
  /** ms that it waits at most for locks on tables. */
  readonly patience?: number
  /** Hears what it waits for. */
  readonly onWait?: (message: string) => void
  /**
   * For development, where a developer goes back and forth: a version that was replaced becomes the newest again, if no session of
   * the newest is open.
   */
  readonly mayReturn?: boolean
}

export interface MigrationOutcome {
  /** Whether the database is that of a newer version, beside which this one may run on. */
  readonly newer: boolean
  /** Schemas of functions of which no session was open, and which were dropped. */
  readonly dropped: readonly string[]
}

/** A newer version has the database, and this one cannot run beside it. */
export class DatabaseTooNew extends Error {
  constructor() {
    super(
      'The database is that of a newer version, and the functions of this version are not there any more. Nothing was changed. ' +
        'Start the version that migrated the database last.',
    )
    this.name = 'DatabaseTooNew'
  }
}

/**
 * Brings a database up to this version while the version before it runs on. Tables change by numbered migrations. The functions of
 * this version are made in a schema of their own, beside those of the version before. What hangs on tables is then replaced in one
 * transaction. Nobody who works on the database waits for longer than half a second. Safe to repeat, to interrupt, and to run from
 * several processes. A version that is older than the database changes nothing.
 * @param url a role that owns the database and may create roles
 * @throws DatabaseTooNew; Error that says who must be stopped or waited for; the error that PostgreSQL answers
 */
export async function migrateDatabase(
  url: string,
  options: MigrationOptions = {},
): Promise<MigrationOutcome> {
  const address = await findAddress(url)
  const client = postgres(address.url, {
    ...address.tls,
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'verwijsindex-migrate', ...sessionMark },
  })
  try {
    await waitForTurn(client)
    return await bringUpToDate(client, options)
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Asks again and again: who waits in a query has a snapshot, and an index that is made while others write waits for all of those. */
async function waitForTurn(client: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await client<{ mine: boolean }[]>`select pg_try_advisory_lock(${migrationLock}) as mine`
    if (row?.mine) return
    await sleep(50)
  }
}

async function bringUpToDate(client: postgres.Sql, options: MigrationOptions): Promise<MigrationOutcome> {
  const { patience: limit = tenMinutes, onWait = () => {}, mayReturn = false } = options
  const patience: Patience = { limit, onWait }
  await createServiceRole(client)
  await makeJournal(client)
  await makeVersions(client)

  const applied = await readApplied(client)
  const versions = await readVersions(client)
  const isNewest = versions[0]?.schema === functionSchema
  if (isOlder(versions, applied) && !(mayReturn && (await canReturn(client, versions, applied)))) {
    if (!isPresent(versions)) throw new DatabaseTooNew()
    return { newer: true, dropped: [] }
  }
  await refuseThird(client, versions)

  await runMigrations(client, applied, patience)
  if (isNewest) await recordMigration(client, functionSchema, lastMigration)
  else {
    if (!isPresent(versions)) await makeFunctions(client)
    await hangOnTables(client, lastMigration, patience)
  }
  return { newer: false, dropped: await dropUnused(client) }
}

/**
 * A role that a database administrator made beforehand is taken as it is, and the owner then need not be one who may make roles.
 * Who makes it may act as it: from PostgreSQL 16 on that has to be said.
 */
async function createServiceRole(client: postgres.Sql): Promise<void> {
  await client.unsafe(`do $$ begin
    if to_regrole('verwijsindex_service') is not null then return; end if;
    create role verwijsindex_service nologin;
    grant verwijsindex_service to current_user;
  exception when duplicate_object or unique_violation then null;
  end $$`)
}

/** A later migration was applied than this version knows, or another version came after it. */
function isOlder(versions: readonly KnownVersion[], applied: ReadonlySet<number>): boolean {
  const place = versions.findIndex(({ schema }) => schema === functionSchema)
  return place > 0 || Math.max(0, ...applied) > lastMigration
}

function isPresent(versions: readonly KnownVersion[]): boolean {
  return versions.some(({ schema, present }) => schema === functionSchema && present)
}

async function canReturn(
  client: postgres.Sql,
  [newest]: readonly KnownVersion[],
  applied: ReadonlySet<number>,
): Promise<boolean> {
  const inUse = await readVersionsInUse(client)
  return Math.max(0, ...applied) <= lastMigration && !inUse.has(newest?.schema ?? '')
}

/**
 * Two versions run side by side and no more: what hangs on tables suits the newest and the one before it.
 * @throws Error that says of which version instances must be stopped first
 */
async function refuseThird(client: postgres.Sql, versions: readonly KnownVersion[]): Promise<void> {
  const inUse = await readVersionsInUse(client)
  const third = versions.slice(1).find(({ schema }) => schema !== functionSchema && inUse.has(schema))
  if (versions[0]?.schema === functionSchema || third === undefined) return
  throw new Error(
    `Instances of three versions would run side by side. Stop those of ${third.schema} first: ` +
      `${inUse.get(third.schema)} of their sessions are open (pg_stat_activity, by application_name). Nothing was changed.`,
  )
}
