import type { Database } from './client.ts'

/** The issuer of the demonstration's tokens; an account of it in a production database is a refusal to start. */
export const developmentIssuer = 'urn:verwijsindex:development-issuer'

/**
 * What must hold of a database before the service opens on it in production: what was acknowledged survives a crash, the
 * service cannot change the logbook, and nothing of the demonstration is there.
 * @returns what does not hold, in words; empty where all is well
 */
export async function findUnfitness(database: Database): Promise<string[]> {
  const [row] = await database.run(
    () => database.sql<Record<'fsync' | 'full_page_writes' | 'synchronous_commit', string>[]>`
      select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
             current_setting('synchronous_commit') as synchronous_commit`,
  )
  const unsafe = Object.entries(row ?? {}).filter(([, value]) => value === 'off' || value === 'local')
  const [rights] = await database.run(
    () => database.sql<{ tooWide: boolean; demonstration: boolean }[]>`
      select has_table_privilege(session_user, oid, 'UPDATE, DELETE, TRUNCATE')
               or pg_has_role(session_user, relowner, 'MEMBER') as "tooWide",
             functions.has_accounts_of(${developmentIssuer}) as demonstration
        from pg_class where oid = 'logbook'::regclass`,
  )
  return [
    ...unsafe.map(([name, value]) => `${name} is ${value}: what is acknowledged could be lost`),
    ...(rights?.tooWide
      ? ['DATABASE_URL may change the logbook: log in as a member of verwijsindex_service only']
      : []),
    ...(rights?.demonstration ? ['the database holds the demonstration'] : []),
  ]
}
