import type { Database } from '../../db/driver/client.ts'

/**
 * Has the planner's samples taken anew where anybody was destroyed since they last were, however long ago that is, so that those whom it
 * was is not in there either (R8, R11; `db/functions/retention/forget_in_statistics.sql`). A table at a time; may be interrupted and repeated.
 */
export async function forgetInStatistics(
  database: Database,
  now: Date,
  stopped: () => boolean = () => false,
): Promise<void> {
  const [found] = await database.run(
    () => database.sql<{ due: boolean; tables: string[] }[]>`
      select samples_are_due() as due, tables_of_young_persons() as tables`,
  )
  if (!found?.due) return
  for (const table of found.tables) {
    if (stopped()) return
    await database.run(async () => database.sql`select forget_in_statistics(${table})`)
  }
  await database.run(async () => database.sql`select forget_in_empty_tables()`)
  await database.run(async () => database.sql`select samples_taken(${now})`)
}
