import type { Database } from './driver/client.ts'

/** The issuer of the demonstration's tokens; an account of it in a production database is a refusal to start. */
export const developmentIssuer = 'urn:verwijsindex:development-issuer'

/** The tables of which the service sees what is the actor's to see, and no more (`db/functions/security/policies.sql`; R6, R20). */
export const guardedTables = [
  'absence',
  'account',
  'archive_notice',
  'archived_signal',
  'delivery_attempt',
  'destruction',
  'idempotency_key',
  'identity_conflict',
  'identity_index',
  'invitation',
  'lapse_reminder',
  'logbook',
  'match',
  'match_participant',
  'notification',
  'quick_withdrawal',
  'registration_budget',
  'role_assignment',
  'signal',
  'subject_request',
  'subject_request_advice',
  'wind_down',
  'young_person',
] as const

/** What does not hold of a database, in words, and what to do about it. */
export interface Unfitness {
  readonly what: string
  readonly remedy: string
}

/** How far the clock of the database may be from that of the service (s). */
const mostSecondsApart = 60

/**
 * What must hold of a database before the service opens on it in production: what was acknowledged survives a crash, the
 * service cannot change the logbook, nothing of the demonstration is there, and its clock and ours agree, since what ends by the
 * law's clock cannot be brought back (R8, R11).
 * @param now the instant by the clock of the service
 * @returns what does not hold; empty where all is well
 */
export async function findUnfitness(database: Database, now: Date): Promise<Unfitness[]> {
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
             has_accounts_of(${developmentIssuer}) as demonstration
        from pg_class where oid = 'logbook'::regclass`,
  )
  const guard = await readGuard(database)
  const [clock] = await database.run(
    () => database.sql<{ apart: number }[]>`
      select abs(extract(epoch from clock_timestamp() - ${now}::timestamptz))::float8 as apart`,
  )
  const onlyMember = 'Let DATABASE_URL log in as a member of verwijsindex_service, and of nothing else.'
  const faults: readonly (readonly [isSo: boolean | undefined, what: string, remedy: string])[] = [
    [
      (clock?.apart ?? 0) > mostSecondsApart,
      `the clock of the database and that of the service are more than ${mostSecondsApart} s apart`,
      'Set both by the same time server (NTP).',
    ],
    ...unsafe.map(
      ([name, value]) =>
        [
          true,
          `${name} is ${value}: what is acknowledged could be lost`,
          `Set ${name} to on, in postgresql.conf or for the login.`,
        ] as const,
    ),
    [
      rights?.tooWide,
      'DATABASE_URL may change the logbook: log in as a member of verwijsindex_service only',
      onlyMember,
    ],
    [
      guard.open.length > 0,
      `row-level security does not hold for ${guard.open.join(', ')}`,
      'Run `verwijsindex migrate`, or: alter table … enable row level security.',
    ],
    [
      guard.passable,
      'DATABASE_URL can pass by row-level security: log in as a member of verwijsindex_service only',
      onlyMember,
    ],
    [
      rights?.demonstration,
      'the database holds the demonstration',
      'Use a database of its own for production: its logins are made up, and anybody has their keys.',
    ],
  ]
  return faults.flatMap(([isSo, what, remedy]) => (isSo ? [{ what, remedy }] : []))
}

/** Tables where nothing is held back from the service, and whether its login may become somebody from whom nothing is. */
async function readGuard(database: Database): Promise<{ open: string[]; passable: boolean }> {
  const [row] = await database.run(
    () => database.sql<{ open: string[]; passable: boolean }[]>`
      select array(select name from unnest(${[...guardedTables]}::text[]) name
                    where not row_security_active(format('public.%I', name)) order by name) as open,
             exists (select from pg_roles r
                      where (r.rolsuper or r.rolbypassrls) and pg_has_role(session_user, r.oid, 'MEMBER'))
             or exists (select from pg_class c
                         where c.relnamespace = 'public'::regnamespace and c.relname = any (${[...guardedTables]}::text[])
                           and pg_has_role(session_user, c.relowner, 'MEMBER')) as passable`,
  )
  return row ?? { open: [...guardedTables], passable: true }
}
