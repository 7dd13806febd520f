import type { Check } from './check.ts'
import { asLogin, atDatabase } from './of-the-database.ts'

const step = atDatabase('look whether this is a copy')

/** A rehearsal on the database of the service itself would have people destroyed and lines written there (R8, R20): it needs a copy. */
export const checkRehearsal: Check = {
  name: 'rehearsal',
  what: 'looks, where `REHEARSAL` is on, whether a service works at the database: a rehearsal needs a copy',
  stops: 'always',
  step,
  async run({ config }) {
    const { rehearsal, database } = config
    if (!rehearsal || database.url === undefined) return []
    if (!(await isAtWork(database.url)))
      return [{ outcome: 'ok', ...step(config), came: 'no service works at it' }]
    return [
      {
        outcome: 'fault',
        ...step(config),
        came: 'a service works at it',
        remedy: 'Restore the backup to a database of its own, and name that in DATABASE_URL.',
      },
    ]
  },
}

/** Whether a service of any version has a session; a rehearsal goes by another name. Asked as the login itself: the role that it takes on may not be shown what they are. */
function isAtWork(url: string): Promise<boolean> {
  return asLogin(url, async ({ run, sql }) => {
    const rows = await run(
      () => sql`
        select from pg_stat_activity
         where datname = current_database() and application_name like 'verwijsindex/%' limit 1`,
    )
    return rows.length > 0
  })
}
