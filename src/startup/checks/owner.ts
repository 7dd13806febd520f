import type { Config } from '../../config.ts'
import { migrating } from '../attempt.ts'
import type { Check, Finding } from './check.ts'
import { asLogin } from './of-the-database.ts'

const tried = 'log in as the owner'

function step({ database: { ownerUrl } }: Config) {
  return {
    setting: 'DATABASE_OWNER_URL',
    tried,
    where: ownerUrl === undefined ? '' : migrating(ownerUrl).where,
  }
}

/** The owner, where it is configured: it has to be that of the database that the service uses, or migrating goes elsewhere. */
export const checkOwner: Check = {
  name: 'owner',
  what: 'logs in as the owner where `DATABASE_OWNER_URL` is set: it owns the database, and that is the one of `DATABASE_URL`',
  stops: 'always',
  step,
  async run({ config }) {
    const { url, ownerUrl } = config.database
    if (ownerUrl === undefined) return []
    const [owners, services] = [
      await identify(ownerUrl),
      url === undefined ? undefined : await tryToIdentify(url),
    ]
    const place = step(config)
    const findings: Finding[] = []
    if (!owners.owns)
      findings.push({
        outcome: 'fault',
        ...place,
        came: 'it does not own the database',
        remedy: 'Put the login that owns it in DATABASE_OWNER_URL, or: alter database … owner to ….',
      })
    if (services && services.database !== owners.database)
      findings.push({
        outcome: 'fault',
        ...place,
        came: 'it is another database than that of DATABASE_URL',
        remedy: 'Let both settings name the same one: what is migrated is what the service uses.',
      })
    return findings.length > 0
      ? findings
      : [{ outcome: 'ok', ...place, came: 'it owns the database of the service' }]
  },
}

interface Identity {
  /** Tells one database from another: its number, its name, and when its server began. */
  readonly database: string
  readonly owns: boolean
}

/** The check of the database itself says why it cannot be used. */
function tryToIdentify(url: string): Promise<Identity | undefined> {
  return identify(url).catch(() => undefined)
}

function identify(url: string): Promise<Identity> {
  return asLogin(url, async ({ run, sql }) => {
    const [found] = await run(
      () => sql<Identity[]>`
        select concat_ws(' ', oid, datname, extract(epoch from pg_postmaster_start_time())) as database,
               pg_has_role(current_user, datdba, 'member') as owns
          from pg_database where datname = current_database()`,
    )
    if (!found) throw new Error('PostgreSQL says nothing of the database')
    return found
  })
}
