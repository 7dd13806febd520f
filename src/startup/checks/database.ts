import { openDatabase } from '../../../db/driver/client.ts'
import type { Config } from '../../config.ts'
import { addressesOfHosts, readHosts } from '../../ground/database-hosts.ts'
import { connecting, withoutPassword } from '../attempt.ts'
import { readCertificate } from './certificate.ts'
import type { Check, Finding } from './check.ts'

const tried = 'log in as the service'

function step({ database: { url } }: Config) {
  return { setting: 'DATABASE_URL', tried, where: url === undefined ? '' : connecting(url).where }
}

/** The oldest PostgreSQL that the service runs on, as the server counts versions. */
const oldestServer = 150_000

/** The database, logged in to as the service does it; what it opens is left to the checks after it. */
export const checkDatabase: Check = {
  name: 'database',
  what: 'logs in as the service, in the role `verwijsindex_service`: TLS and certificate, password, version of PostgreSQL',
  stops: 'always',
  step,
  async run({ config, held }) {
    const { url, queryDeadline } = config.database
    if (url === undefined) return []
    held.database = openDatabase({
      url,
      role: 'verwijsindex_service',
      poolSize: 1,
      queryDeadline,
      applicationName: 'verwijsindex-checks',
    })
    const { sql, run } = held.database
    // PostgreSQL shows the line of a session to its login alone, and not to the role that a member of it has taken on.
    const [server] = await run(() =>
      sql.begin(async (transaction) => {
        await transaction`set local role none`
        return transaction<
          { version: string; number: number; login: string; ssl: boolean; protocol: string | null }[]
        >`
        select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
               session_user as login, coalesce(s.ssl, false) as ssl, s.version as protocol
          from (select pg_backend_pid() as pid) p left join pg_stat_ssl s using (pid)`
      }),
    )
    if (!server) throw new Error('PostgreSQL says nothing of itself')
    const line = server.ssl ? `${server.protocol}, ${verificationOf(url)}` : 'without TLS'
    const came = `PostgreSQL ${server.version}, ${line}, as ${server.login}`
    const place = step(config)
    if (server.number < oldestServer)
      return [{ outcome: 'fault', ...place, came, remedy: 'It has to be PostgreSQL 15 or newer.' }]
    const about = server.ssl
      ? await Promise.all(addressesOfHosts(url).map((one) => judgeCertificate(one, place)))
      : []
    return [{ outcome: 'ok', ...place, came }, ...unverified(config, server.ssl, place), ...about.flat()]
  },
}

type Place = ReturnType<typeof step>

function verificationOf(url: string): string {
  const { searchParams } = readHosts(url).url
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl')
  return mode === 'verify-full' || mode === 'verify-ca' ? 'certificate checked' : 'certificate not checked'
}

/** Production has these by name only (ALLOW_CLEARTEXT), which an operator is to see at each start. */
function unverified({ production, database: { url = '' } }: Config, ssl: boolean, place: Place): Finding[] {
  const own = addressesOfHosts(url).every((one) =>
    ['', 'localhost', '127.0.0.1', '[::1]'].includes(new URL(one).hostname),
  )
  if (!production || own || (ssl && verificationOf(url) === 'certificate checked')) return []
  const came = ssl ? 'nobody checks who answers' : 'the line is in the clear'
  const remedy = 'ALLOW_CLEARTEXT=database allows it; let sslmode=verify-full take its place.'
  return [{ outcome: 'warning', ...place, came, remedy }]
}

/** A certificate that ends within a month: the database is away from then on. */
async function judgeCertificate(url: string, place: Place): Promise<Finding[]> {
  const ends = await readCertificate(url).catch(() => undefined)
  if (ends === undefined) return []
  const days = Math.floor((ends.getTime() - performance.timeOrigin - performance.now()) / 86_400_000)
  const told = {
    ...place,
    tried: 'read the certificate of the database',
    where: withoutPassword(url),
    came: `it ends in ${days} days`,
  }
  return days < 30
    ? [{ outcome: 'warning', ...told, remedy: 'Renew it before; connections that are open go on.' }]
    : [{ outcome: 'ok', ...told }]
}
