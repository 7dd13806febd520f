import type { Database } from '../../db/client.ts'
import { dateInAmsterdam } from '../calendar.ts'

/**
 * Has the planner's samples taken anew where somebody was destroyed since yesterday, so that they are not in there either (R8, R11;
 * `db/functions/forget_in_statistics.sql`). A table at a time; may be interrupted and repeated.
 */
export async function forgetInStatistics(
  database: Database,
  now: Date,
  stopped: () => boolean = () => false,
): Promise<void> {
  const [found] = await database.run(
    () => database.sql<{ due: boolean; tables: string[] }[]>`
      select functions.destroyed_lately(${dateInAmsterdam(now)}) as due, functions.tables_of_young_persons() as tables`,
  )
  for (const table of found?.due ? found.tables : []) {
    if (stopped()) return
    await database.run(async () => database.sql`select functions.forget_in_statistics(${table})`)
  }
}
