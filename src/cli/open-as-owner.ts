import { type Database, openDatabase } from '../../db/driver/client.ts'
import { refuseOtherVersion } from '../../db/readiness.ts'
import type { Config, Needed } from '../config.ts'
import { attempt, connecting } from '../startup/attempt.ts'

/** ms that one step of a tool may take. */
const patience = 10 * 60_000

/** The setting of which a command that works as the owner needs one. */
export const ownersAddress: readonly Needed[] = [
  ['DATABASE_OWNER_URL', 'DATABASE_OWNER_URL_FILE', 'DATABASE_URL', 'DATABASE_URL_FILE'],
]

/**
 * The address of the database for its owner, or where no owner is configured for the service.
 * @throws Error where neither is configured
 */
export function ownerAddress({ database: { ownerUrl, url } }: Config): string {
  const address = ownerUrl ?? url
  if (address === undefined) throw new Error('DATABASE_OWNER_URL: needed, since no database is configured')
  return address
}

/** Does a piece of work of an operator on the database, as its owner. */
export async function asOwner<T>(
  tool: string,
  config: Config,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase({
    url: ownerAddress(config),
    poolSize: 2,
    queryDeadline: patience,
    applicationName: `verwijsindex-${tool}`,
  })
  try {
    await attempt({ ...connecting(ownerAddress(config)), setting: 'DATABASE_OWNER_URL' }, () =>
      database.ping(),
    )
    await refuseOtherVersion(database)
    return await work(database)
  } finally {
    await database.close()
  }
}
