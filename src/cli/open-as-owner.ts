import { type Database, openDatabase } from '../../db/driver/client.ts'
import { refuseOtherVersion } from '../../db/readiness.ts'
import { type Config, readConfig } from '../config.ts'
import { attempt, connecting } from '../startup/attempt.ts'

/** ms that one step of a tool may take. */
const patience = 10 * 60_000

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
  work: (database: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig()
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
    return await work(database, config)
  } finally {
    await database.close()
  }
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Runs a tool: what it answers is the status with which the process ends. */
export function runTool(main: () => Promise<number>): void {
  main().then(
    (status) => process.exit(status),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exit(2)
    },
  )
}
