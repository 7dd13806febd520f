import { type Database, openDatabase } from '../../db/driver/client.ts'
import { readConfig } from '../config.ts'
import { ownerOfDatabase } from './owner-of-database.ts'

/** ms that one step of a tool may take. */
const patience = 10 * 60_000

/** Does a piece of work of an operator on the database, as its owner. */
export async function asOwner<T>(
  tool: string,
  work: (database: Database, config: ReturnType<typeof readConfig>) => Promise<T>,
): Promise<T> {
  const config = readConfig()
  const owner = await ownerOfDatabase(config)
  const database = openDatabase({
    url: owner.url,
    poolSize: 2,
    queryDeadline: patience,
    applicationName: `verwijsindex-${tool}`,
  })
  try {
    return await work(database, config)
  } finally {
    await database.close()
    await owner.close()
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
