import { chmod, chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { judgeSettings } from '../../src/config.ts'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { systemClock } from '../../src/ground/calendar.ts'
import { openProbing } from '../../src/startup/check-writable.ts'
import { checkDatabase } from '../../src/startup/checks/database.ts'
import { runChecks } from '../../src/startup/checks/run-checks.ts'
import { openSql } from '../support/open-sql.ts'

const certificate = (name: string) =>
  fileURLToPath(new URL(`../support/certificates/${name}`, import.meta.url))

const base = await mkdtemp(join(tmpdir(), 'line-'))
const { server, serviceUrl } = await openEmbeddedDatabase(join(base, 'postgres'))
t.teardown(async () => {
  await server.stop()
  await rm(base, { recursive: true, force: true })
})
const superuser = openSql(server.url('postgres'))
const [place] = await superuser<{ data_directory: string }[]>`show data_directory`
const directory = place?.data_directory ?? ''
const { uid, gid } = await stat(directory)
for (const [from, to] of [
  ['server.pem', 'server.crt'],
  ['server-key.pem', 'server.key'],
] as const) {
  await copyFile(certificate(from), join(directory, to))
  await chmod(join(directory, to), 0o600)
  if (process.getuid?.() === 0) await chown(join(directory, to), uid, gid)
}
await superuser`alter system set ssl = on`
await superuser`select pg_reload_conf()`
while ((await superuser`select from pg_settings where name = 'ssl' and setting = 'on'`).length === 0)
  await sleep(20)
await superuser.unsafe(`create role member_login login password 'x' in role verwijsindex_service`)
await superuser.end()

/** What the check says of the line, for a login that is a member of the role or is the role itself. */
async function cameOf(url: string, more: Record<string, string> = {}): Promise<string[]> {
  const settings = judgeSettings({ DATABASE_URL: url, ...more })
  const found = await runChecks([checkDatabase], {
    settings,
    config: settings.config,
    clock: systemClock,
    looksOnly: true,
    signal: new AbortController().signal,
    probing: openProbing(),
    held: {},
  })
  return found.map(({ came }) => came)
}

t.test('R23: a line with TLS is known as one, also for a member of the role', async (t) => {
  const here = Object.assign(new URL(serviceUrl), { hostname: 'localhost' }).href
  const member = Object.assign(new URL(here), { username: 'member_login', password: 'x' }).href
  for (const url of [here, member]) {
    const [line, ...more] = await cameOf(url, { DATABASE_CA: certificate('authority.pem') })
    t.match(line, /^PostgreSQL \d+.*, TLSv1\.\d, certificate checked, as \w+$/)
    t.match(more.join(), /^it ends in \d+ days$/, 'and its certificate is read')
  }
  t.match((await cameOf(member))[0], /, without TLS, as member_login$/, 'where nobody asked for it')
})
