import { searchPath } from '../../../db/function-schema.ts'
import type { Check } from './check.ts'
import { atDatabase, openedDatabase } from './of-the-database.ts'

const step = atDatabase('look at the settings of the session')

/**
 * What the service says of a session at its start has to hold in it: its role, where its functions are, and how long a statement may take. A pooler
 * in between takes no such word, or drops it in silence where it was told to (`ignore_startup_parameters` of PgBouncer).
 */
export const checkSession: Check = {
  name: 'session',
  what: 'looks whether what the service says at the start of a session holds in it: a pooler in between (PgBouncer) drops it',
  stops: 'always',
  after: ['database'],
  step,
  async run(context) {
    if (context.config.database.url === undefined) return []
    const { sql, run } = openedDatabase(context)
    const [found] = await run(
      () => sql<{ lost: string[] }[]>`
        select array_remove(array[
          case when current_setting('role') <> 'verwijsindex_service' then 'role' end,
          case when current_setting('search_path') <> ${searchPath} then 'search_path' end,
          (select string_agg(name, ', ' order by name) from pg_settings
            where name in ('statement_timeout', 'idle_in_transaction_session_timeout') and setting = '0')
        ], null) as lost`,
    )
    const lost = found?.lost ?? []
    if (lost.length === 0)
      return [{ outcome: 'ok', ...step(context.config), came: 'they are as the service asked' }]
    return [
      {
        outcome: 'fault',
        ...step(context.config),
        came: `a pooler in between dropped ${lost.join(', ')}`,
        remedy: 'Put PostgreSQL itself in DATABASE_URL: the service keeps a pool of its own.',
      },
    ]
  },
}
