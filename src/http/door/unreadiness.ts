import type { Unreadiness } from '../../../db/readiness.ts'

/** Why nobody is to be sent to an instance: `why` of the line `not ready` in its log. */
export type WhyNotReady = Unreadiness | 'database-away' | 'lacks-keys' | 'stopping' | 'rehearsal'

/** What each means, and what an operator does about it. docs/operating.md has this table. */
export const meaningsOfUnready: Readonly<Record<WhyNotReady, { cause: string; remedy: string }>> = {
  'database-away': {
    cause:
      'The database does not answer, or refuses the login. The line `service-unavailable` beside it has its SQLSTATE.',
    remedy: 'Look whether PostgreSQL runs. `verwijsindex check` says what is refused.',
  },
  older: {
    cause: 'The database is older than this version of the service.',
    remedy: '`verwijsindex migrate`, or start the version before.',
  },
  newer: {
    cause: 'The functions of this version were dropped from the database.',
    remedy: 'Start the version that migrated last.',
  },
  'read-only': {
    cause: 'The database takes no changes: it is a standby, or was set to read-only.',
    remedy: 'Promote it, or name all hosts in DATABASE_URL. The service then goes on by itself.',
  },
  'refuses-changes': {
    cause: 'The database refused a change: its disk is full or broken.',
    remedy: 'Look at the disk of the database. The service then goes on by itself.',
  },
  'lacks-keys': {
    cause: 'A key was added that this instance does not have; `lacks` names it.',
    remedy: 'Put the newest `keys.json` on its server, and restart it.',
  },
  stopping: {
    cause: 'It got SIGTERM, and still answers what comes.',
    remedy: 'Nothing: it stops, and is started again where somebody restarted it.',
  },
  rehearsal: {
    cause: 'REHEARSAL is on: it works on a copy.',
    remedy: 'Nothing. Where it should be the service, take REHEARSAL away and restart it.',
  },
}
